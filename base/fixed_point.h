// SPDX-License-Identifier: Apache-2.0
// The one rounding rule of Sluice and the choice of multiplier and shift for a real factor.
#pragma once

#include <cstdint>

namespace sluice {

// floor((value + 2^(shift-1)) / 2^shift): round to nearest, halves towards +infinity.
// 1 <= shift <= 62; |value| < 2^62.
constexpr std::int64_t round_shift(std::int64_t value, int shift) {
    return (value + (std::int64_t{1} << (shift - 1))) >> shift;
}

// The same, halves to the even neighbour.
constexpr std::int64_t round_shift_even(std::int64_t value, int shift) {
    const std::int64_t up = round_shift(value, shift);
    const bool tie = ((up << shift) - value) == (std::int64_t{1} << (shift - 1));
    return tie && (up & 1) != 0 ? up - 1 : up;
}

constexpr int kMultiplierBits = 18;        // signed, so that one DSP block holds it
constexpr int kWideMultiplierBits = 24;    // for what must be exact, at the price of more blocks
constexpr int kWideAddMultiplierBits = 22; // the same of an Add, whose bias counts in products
constexpr int kMaxShift = 47;

// real ~ multiplier * 2^-shift.
struct FixedFactor {
    std::int32_t multiplier = 0; // |multiplier| < 2^17, or 2^23 where it is wide
    int shift = 1;               // 1 .. kMaxShift
};

// The nearest fixed factor with |multiplier| in [2^16, 2^17) (of 18 bits) where the shift's range
// allows it; factors below 2^-48 become 0. Precondition: |real| < 2^15 (SLUICE_CHECK).
FixedFactor to_fixed_factor(double real, int multiplier_bits = kMultiplierBits);

// The multiplier for a given shift: round(real * 2^shift); it fits its bits (SLUICE_CHECK).
std::int32_t fixed_multiplier(double real, int shift, int multiplier_bits = kMultiplierBits);

// Bits of the smallest two's-complement type that holds every value from `low` to `high`.
int signed_bits(std::int64_t low, std::int64_t high);

} // namespace sluice
