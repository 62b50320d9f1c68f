// SPDX-License-Identifier: Apache-2.0
// Average over all pixels of each channel.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"
#include "quantizer/network/requant.h"

namespace sluice::network {

// acc[c] = sum over pixels; then one requantization for the whole tensor. Output 1x1xchannels.
struct GlobalAveragePool {
    TensorRequant requant;

    friend bool operator==(const GlobalAveragePool&, const GlobalAveragePool&) = default;
};

Shape output_shape(const GlobalAveragePool& layer, std::span<const Shape> inputs);
std::int64_t macs(const GlobalAveragePool& layer, std::span<const Shape> inputs);
void validate(const GlobalAveragePool& layer, std::span<const Shape> inputs);

} // namespace sluice::network
