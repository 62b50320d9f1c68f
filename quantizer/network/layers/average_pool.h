// SPDX-License-Identifier: Apache-2.0
// Average pooling over a window.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/window.h"

namespace sluice::network {

// acc = sum of the taps, a tap outside the image reading pad_value (the input's zero point);
// n = number of taps inside the image, or the window's size with count_include_pad;
// q = clamp(round_shift((acc + bias) * multiplier[n - 1], shift) + zero_point, clamp_low,
//           clamp_high), with bias = -positions * pad_value.
// multiplier has window.positions() entries; ranges as in requant.h.
struct AveragePool {
    Window window{};
    bool count_include_pad = false;
    int pad_value = 0;
    std::int32_t bias = 0;
    std::vector<std::int32_t> multiplier{};
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool ties_to_even = false;

    friend bool operator==(const AveragePool&, const AveragePool&) = default;
};

Shape output_shape(const AveragePool& layer, std::span<const Shape> inputs);
std::int64_t macs(const AveragePool& layer, std::span<const Shape> inputs);
void validate(const AveragePool& layer, std::span<const Shape> inputs);

} // namespace sluice::network
