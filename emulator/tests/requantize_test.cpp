// SPDX-License-Identifier: Apache-2.0
// Requantization against a 128-bit reference over the whole range of its operands.
#include <catch2/catch.hpp>

#include <random>

#include "emulator/fast_kernels.h"
#include "emulator/requantize.h"

using namespace sluice;

namespace {

__extension__ using Wide = __int128;

// floor(product / 2^shift + 1/2) by division, then zero point and clamp.
int reference(std::int32_t acc, const network::Requant& r) {
    const Wide product = (Wide{acc} + r.bias[0]) * r.multiplier[0];
    const Wide divisor = Wide{1} << r.shift[0];
    const Wide doubled = 2 * product + divisor; // over 2 * divisor
    Wide quotient = doubled / (2 * divisor);
    if (doubled % (2 * divisor) < 0)
        --quotient;
    quotient += r.zero_point;
    if (quotient < r.clamp_low)
        return r.clamp_low;
    return static_cast<int>(quotient > r.clamp_high ? Wide{r.clamp_high} : quotient);
}

} // namespace

TEST_CASE("requantization equals a 128-bit reference, plain and in every kernel") {
    std::mt19937_64 random(20);
    INFO("seed 20");
    const std::int32_t extremes[] = {INT32_MIN, INT32_MIN + 1, -1, 0, 1, INT32_MAX - 1, INT32_MAX};
    for (int i = 0; i < 40000; ++i) {
        network::Requant r{{0}, {0}, {1}, 0, -128, 127, {}};
        const int magnitude = static_cast<int>(random() % 32);
        std::int32_t acc = static_cast<std::int32_t>(random()) >> magnitude;
        if (i % 7 == 0)
            acc = extremes[random() % 7];
        r.multiplier[0] = static_cast<std::int32_t>(random() % 262143) - 131071;
        if (i % 5 == 0)
            r.multiplier[0] = i % 2 ? 131071 : -131071;
        r.shift[0] = static_cast<std::uint8_t>(1 + random() % kMaxShift);
        const std::int64_t sum =
            std::int64_t{acc} + (static_cast<std::int32_t>(random()) >> (random() % 32));
        if (sum >= INT32_MIN && sum <= INT32_MAX)
            r.bias[0] = static_cast<std::int32_t>(sum - acc);
        r.zero_point = static_cast<int>(random() % 256) - 128;
        r.clamp_low = static_cast<int>(random() % 256) - 128;
        r.clamp_high = r.clamp_low + static_cast<int>(random() % (128 - r.clamp_low));
        const int expected = reference(acc, r);
        REQUIRE(emulator::requantize(r, acc, 0) == expected);
        const emulator::RequantTables tables = emulator::widen(r);
        for (const emulator::Kernels& kernels : emulator::usable_kernels()) {
            std::int16_t out = 0;
            kernels.requantize(tables, 0, &acc, 1, &out);
            REQUIRE(out == expected);
        }
    }
}

TEST_CASE("halves round towards plus infinity, and truncation is told apart") {
    CHECK(emulator::scale_and_clamp(1, 1, 1, 0, -128, 127) == 1);
    CHECK(emulator::scale_and_clamp(-1, 1, 1, 0, -128, 127) == 0);
    CHECK(emulator::scale_and_clamp(-3, 1, 1, 0, -128, 127) == -1);
    CHECK(emulator::scale_and_clamp(-5, 1, 2, 0, -128, 127) == -1);
}
