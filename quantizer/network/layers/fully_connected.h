// SPDX-License-Identifier: Apache-2.0
// Fully connected: a matrix applied to the whole frame.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"
#include "quantizer/network/requant.h"

namespace sluice::network {

// acc[o] = sum over the frame of x * weight; then requant. Output 1x1xout_channels.
// weights: [out_channels][height][width][channels] of the input.
struct FullyConnected {
    int out_channels = 1;
    int weight_bits = 8;
    std::vector<std::int8_t> weights{};
    Requant requant{};

    friend bool operator==(const FullyConnected&, const FullyConnected&) = default;
};

Shape output_shape(const FullyConnected& layer, std::span<const Shape> inputs);
std::int64_t macs(const FullyConnected& layer, std::span<const Shape> inputs);
void validate(const FullyConnected& layer, std::span<const Shape> inputs);

} // namespace sluice::network
