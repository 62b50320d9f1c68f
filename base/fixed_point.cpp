// SPDX-License-Identifier: Apache-2.0
#include "base/fixed_point.h"

#include <cmath>

#include "base/error.h"

namespace sluice {

FixedFactor to_fixed_factor(double real, int multiplier_bits) {
    if (real == 0.0)
        return {};
    int exponent = 0;
    std::frexp(real, &exponent); // |real| in [2^(exponent-1), 2^exponent)
    int shift = multiplier_bits - 1 - exponent;
    if (shift > kMaxShift)
        shift = kMaxShift;
    SLUICE_CHECK(shift >= 1, "factor too large for the fixed-point multiplier");
    auto multiplier = static_cast<std::int64_t>(std::llround(std::ldexp(real, shift)));
    if (std::llabs(multiplier) == (std::int64_t{1} << (multiplier_bits - 1))) { // rounded up
        SLUICE_CHECK(shift > 1, "factor too large for the fixed-point multiplier");
        multiplier /= 2;
        --shift;
    }
    return {static_cast<std::int32_t>(multiplier), shift};
}

std::int32_t fixed_multiplier(double real, int shift, int multiplier_bits) {
    const auto multiplier = static_cast<std::int64_t>(std::llround(std::ldexp(real, shift)));
    SLUICE_CHECK(std::llabs(multiplier) < (std::int64_t{1} << (multiplier_bits - 1)),
                 "multiplier does not fit its bits at this shift");
    return static_cast<std::int32_t>(multiplier);
}

int signed_bits(std::int64_t low, std::int64_t high) {
    int bits = 1;
    while (low < -(std::int64_t{1} << (bits - 1)) || high >= (std::int64_t{1} << (bits - 1)))
        ++bits;
    return bits;
}

} // namespace sluice
