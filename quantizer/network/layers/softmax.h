// SPDX-License-Identifier: Apache-2.0
// Softmax over the channels of each pixel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// With m the largest channel of the pixel, e = table[m - x] and s = sum of e over the channels:
//   q = clamp(round_shift(e * floor(numerator / s), shift) + zero_point, -128, 127)
// table has 256 entries, none larger than the first, 0 < table[0] < 2^24; 1 <= shift <= kMaxShift;
// 0 <= numerator / table[0] < 2^17.
struct Softmax {
    std::vector<std::int32_t> table{};
    std::int64_t numerator = 0;
    int shift = 1;
    int zero_point = 0;

    friend bool operator==(const Softmax&, const Softmax&) = default;
};

// The layer for inputs of this scale and so many channels. A result is within half a step of the
// output's scale, and 1/1024, of the real softmax.
Softmax softmax_of_scales(double input_scale, int channels, double output_scale,
                          int output_zero_point);

Shape output_shape(const Softmax& layer, std::span<const Shape> inputs);
std::int64_t macs(const Softmax& layer, std::span<const Shape> inputs);
void validate(const Softmax& layer, std::span<const Shape> inputs);

} // namespace sluice::network
