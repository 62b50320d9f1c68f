// SPDX-License-Identifier: Apache-2.0
#include "base/fixed_point.h"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

__extension__ using Int128 = __int128;

// floor((value + 2^(shift-1)) / 2^shift) with 128 bits and a division instead of a shift.
std::int64_t reference_round_shift(std::int64_t value, int shift) {
    const Int128 divisor = static_cast<Int128>(1) << shift;
    const Int128 sum = static_cast<Int128>(value) + divisor / 2;
    Int128 quotient = sum / divisor;
    if (sum % divisor < 0)
        --quotient;
    return static_cast<std::int64_t>(quotient);
}

} // namespace

TEST_CASE("round_shift equals the 128-bit reference") {
    std::mt19937_64 random(1);
    INFO("seed 1");
    for (int shift = 1; shift <= kMaxShift; ++shift) {
        for (int i = 0; i < 2000; ++i) {
            const auto value = static_cast<std::int64_t>(random()) >> (random() % 62 + 2);
            REQUIRE(round_shift(value, shift) == reference_round_shift(value, shift));
        }
        const std::int64_t half = std::int64_t{1} << (shift - 1);
        for (const std::int64_t value :
             {-3 * half, -half - 1, -half, -half + 1, half - 1, half, half + 1, 3 * half})
            REQUIRE(round_shift(value, shift) == reference_round_shift(value, shift));
    }
}

TEST_CASE("halves round towards plus infinity") {
    REQUIRE(round_shift(1, 1) == 1);
    REQUIRE(round_shift(-1, 1) == 0);
    REQUIRE(round_shift(-3, 1) == -1);
    REQUIRE(round_shift(3, 1) == 2);
}

TEST_CASE("a fixed factor is within half a unit of its last place") {
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> exponent(-25.0, 14.0);
    for (int i = 0; i < 20000; ++i) {
        const double real = std::exp2(exponent(random)) * (i % 2 ? -1 : 1);
        const FixedFactor factor = to_fixed_factor(real);
        REQUIRE(factor.shift >= 1);
        REQUIRE(factor.shift <= kMaxShift);
        REQUIRE(std::abs(factor.multiplier) < 1 << 17);
        const double got = std::ldexp(factor.multiplier, -factor.shift);
        REQUIRE(std::abs(got - real) <= std::ldexp(0.5, -factor.shift) * 1.0000001);
        if (std::abs(real) > 1e-6)
            REQUIRE(std::abs(factor.multiplier) >= 1 << 16);
    }
    REQUIRE(to_fixed_factor(0.0).multiplier == 0);
    REQUIRE(to_fixed_factor(1e-30).multiplier == 0);
}

TEST_CASE("a factor just below a power of two is normalised after rounding") {
    const FixedFactor factor = to_fixed_factor(std::nextafter(1.0, 0.0));
    REQUIRE(std::ldexp(factor.multiplier, -factor.shift) == 1.0);
    REQUIRE(factor.multiplier == 1 << 16);
}

TEST_CASE("signed_bits is the smallest width") {
    REQUIRE(signed_bits(0, 0) == 1);
    REQUIRE(signed_bits(-1, 0) == 1);
    REQUIRE(signed_bits(0, 1) == 2);
    REQUIRE(signed_bits(-128, 127) == 8);
    REQUIRE(signed_bits(-129, 127) == 9);
    REQUIRE(signed_bits(-128, 128) == 9);
    REQUIRE(signed_bits(0, 999) == 11);
}

TEST_CASE("what does not fit a multiplier is Sluice's fault") {
    REQUIRE_THROWS_AS(to_fixed_factor(1e9), std::logic_error);
    REQUIRE_THROWS_AS(fixed_multiplier(1.0, 17), std::logic_error);
    REQUIRE(fixed_multiplier(1.0, 16) == 65536);
}
