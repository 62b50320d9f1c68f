// SPDX-License-Identifier: Apache-2.0
// From an accumulator to an int8 activation: the arithmetic every layer with weights ends in.
#pragma once

#include <cstdint>
#include <vector>

namespace sluice::network {

// For channel c:
//   q = clamp(round_shift((acc + bias[c]) * multiplier[c], shift[c]) + zero_point,
//             clamp_low, clamp_high)
//   result = table.empty() ? q : table[q + 128]
// with round_shift of base/fixed_point.h. bias holds the input zero point's contribution.
// Ranges: |multiplier| < 2^23 (hardware takes 18 bits unless one needs more), 1 <= shift <=
// kMaxShift, -128 <= clamp_low <= clamp_high <= 127, zero_point in [-128, 127]; the sum acc + bias
// fits 32 bits.
struct Requant {
    std::vector<std::int32_t> bias{};
    std::vector<std::int32_t> multiplier{};
    std::vector<std::uint8_t> shift{};
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    std::vector<std::int8_t> table{}; // empty, or 256 entries
    bool ties_to_even = false;        // round_shift rounds halves to even, not upwards

    friend bool operator==(const Requant&, const Requant&) = default;
};

// One factor for the whole tensor (pooling): as Requant, without a table.
struct TensorRequant {
    std::int32_t bias = 0;
    std::int32_t multiplier = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool ties_to_even = false;

    friend bool operator==(const TensorRequant&, const TensorRequant&) = default;
};

} // namespace sluice::network
