// SPDX-License-Identifier: Apache-2.0
// Convolution: dense, grouped or depthwise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/window.h"
#include "quantizer/network/requant.h"

namespace sluice::network {

// acc[o] = sum over taps and the group's input channels of x * weight, where a tap outside the
// image reads pad_value (the input's zero point); then requant.
// weights: OHWI, [out_channels][kernel_h][kernel_w][in_channels / groups], each within
// weight_bits (2..8) two's complement.
struct Conv {
    Window window{};
    int groups = 1;
    int out_channels = 1;
    int weight_bits = 8;
    int pad_value = 0;
    std::vector<std::int8_t> weights{};
    Requant requant{};

    bool depthwise(int in_channels) const {
        return groups == in_channels && groups == out_channels && groups > 1;
    }
    friend bool operator==(const Conv&, const Conv&) = default;
};

Shape output_shape(const Conv& layer, std::span<const Shape> inputs);
std::int64_t macs(const Conv& layer, std::span<const Shape> inputs);
void validate(const Conv& layer, std::span<const Shape> inputs);

} // namespace sluice::network
