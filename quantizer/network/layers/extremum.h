// SPDX-License-Identifier: Apache-2.0
// The larger, or smaller, of two tensors of the same shape, element by element.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// s = max (min, with `minimum`) of a * multiplier_a + bias_a and b * multiplier_b + bias_b;
// q = clamp(round_shift(s, shift) + zero_point, clamp_low, clamp_high);
// result = table.empty() ? q : table[q + 128]
// bias_a = -(zero point of a) * multiplier_a, likewise of b. Ranges as in Add.
struct Extremum {
    bool minimum = false;
    std::int32_t multiplier_a = 0;
    std::int32_t multiplier_b = 0;
    std::int32_t bias_a = 0;
    std::int32_t bias_b = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    std::vector<std::int8_t> table{}; // empty, or 256 entries

    friend bool operator==(const Extremum&, const Extremum&) = default;
};

Shape output_shape(const Extremum& layer, std::span<const Shape> inputs);
std::int64_t macs(const Extremum& layer, std::span<const Shape> inputs);
void validate(const Extremum& layer, std::span<const Shape> inputs);

} // namespace sluice::network
