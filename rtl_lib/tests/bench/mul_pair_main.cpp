// SPDX-License-Identifier: Apache-2.0
// Drives sluice_mul_pair of 8-bit factors: with one term (TERMS=1) every operand there is, with
// three terms the ends of the range in every combination and then random ones. Exits 1 at a wrong
// sum.
#include <array>
#include <cstdio>
#include <random>

#include "Vsluice_mul_pair.h"
#include "verilated.h"

namespace {

struct Operands {
    int high = 0, low = 0, b = 0;
};
using Beat = std::array<Operands, TERMS>;

int extend(unsigned value, int bits) {
    return static_cast<int>(value << (32 - bits)) >> (32 - bits);
}

bool check(Vsluice_mul_pair& top, const Beat& beat, int bits) {
    int high = 0, low = 0;
    for (const auto& o : beat) {
        high += o.high * o.b;
        low += o.low * o.b;
    }
    if (extend(top.hi_o, bits) == high && extend(top.lo_o, bits) == low)
        return true;
    std::printf("expected %d %d, got %d %d\n", high, low, extend(top.hi_o, bits),
                extend(top.lo_o, bits));
    return false;
}

void drive(Vsluice_mul_pair& top, const Beat& beat) {
    unsigned high = 0, low = 0, b = 0;
    for (std::size_t t = 0; t < beat.size(); ++t) {
        const auto& o = beat[t];
        high |= static_cast<unsigned>((o.high - (o.low < 0)) & 511) << (9 * t);
        low |= static_cast<unsigned>(o.low & 255) << (8 * t);
        b |= static_cast<unsigned>(o.b & 255) << (8 * t);
    }
    top.hi_i = high;
    top.lo_i = low;
    top.b_i = b;
}

// Calls `next` for each beat until it returns false; a sum comes kLatency edges after its beat.
constexpr int kLatency = TERMS == 1 ? 2 : 3;

template <typename Next> bool sweep(int bits, Next next) {
    Vsluice_mul_pair top;
    std::array<Beat, 4> pipe = {};
    for (unsigned n = 0;; ++n) {
        Beat& beat = pipe[n & 3];
        if (!next(n, beat))
            return true;
        drive(top, beat);
        top.clk_i = 0;
        top.eval();
        top.clk_i = 1;
        top.eval();
        if (n >= kLatency && !check(top, pipe[(n + 1 - kLatency) & 3], bits))
            return false;
    }
}

bool every_operand() {
    return sweep(16, [](unsigned n, Beat& beat) {
        beat[0] = {extend(n, 8), extend(n >> 8, 8), extend(n >> 16, 8)};
        return n < (1U << 24) + 2; // two more, to see the last
    });
}

bool three_terms() {
    std::mt19937 random(1);
    const int ends[] = {-128, -127, 0, 127};
    return sweep(18, [&](unsigned n, Beat& beat) {
        unsigned left = n;
        for (auto& o : beat)
            for (int* value : {&o.high, &o.low, &o.b}) {
                *value = n < (1U << 18) ? ends[left & 3] : extend(random(), 8);
                left >>= 2;
            }
        return n < (1U << 19);
    });
}

} // namespace

int main() {
    return (TERMS == 1 ? every_operand() : three_terms()) ? 0 : 1;
}
