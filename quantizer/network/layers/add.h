// SPDX-License-Identifier: Apache-2.0
// Element-wise sum of two tensors of the same shape.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// q = clamp(round_shift(a * multiplier_a + b * multiplier_b + bias, shift) + zero_point,
//           clamp_low, clamp_high);  result = table.empty() ? q : table[q + 128]
// bias = -(zero point of a) * multiplier_a - (zero point of b) * multiplier_b.
// |multipliers| < 2^21 (hardware takes 18 bits unless one needs more), 1 <= shift <= kMaxShift.
struct Add {
    std::int32_t multiplier_a = 0;
    std::int32_t multiplier_b = 0;
    std::int32_t bias = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    std::vector<std::int8_t> table{}; // empty, or 256 entries
    bool ties_to_even = false;

    friend bool operator==(const Add&, const Add&) = default;
};

Shape output_shape(const Add& layer, std::span<const Shape> inputs);
std::int64_t macs(const Add& layer, std::span<const Shape> inputs);
void validate(const Add& layer, std::span<const Shape> inputs);

} // namespace sluice::network
