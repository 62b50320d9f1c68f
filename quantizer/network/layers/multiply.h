// SPDX-License-Identifier: Apache-2.0
// Element-wise product of two tensors of the same shape.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// q = clamp(round_shift((a - zero_a) * (b - zero_b) * multiplier, shift) + zero_point,
//           clamp_low, clamp_high);  result = table.empty() ? q : table[q + 128]
// zero_a, zero_b are int8; |multiplier| < 2^17, 1 <= shift <= kMaxShift.
struct Multiply {
    int zero_a = 0;
    int zero_b = 0;
    std::int32_t multiplier = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    std::vector<std::int8_t> table{}; // empty, or 256 entries

    friend bool operator==(const Multiply&, const Multiply&) = default;
};

Shape output_shape(const Multiply& layer, std::span<const Shape> inputs);
std::int64_t macs(const Multiply& layer, std::span<const Shape> inputs);
void validate(const Multiply& layer, std::span<const Shape> inputs);

} // namespace sluice::network
