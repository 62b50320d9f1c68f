// SPDX-License-Identifier: Apache-2.0
// sluice_requant: accumulators to int8 activations. Not a block of its own (it has no handshake)
// but the tail of those that accumulate; feed-forward with a fixed latency.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rtl_lib/memory_image.h"
#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// The parameters of sluice_requant; limits in its header.
struct Requant {
    int lanes = 1;
    int acc_bits = 24;
    int sum_bits = 24; // holds accumulator + bias, at most 32
    int groups = 1;    // words of the parameter ROM: beats after which the factors repeat
    int shift_min = 1;
    int shift_max = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool table = false;
    int pixels = 1;           // neighbours that share a lane's factors
    int multiplier_bits = 18; // at most 24; with digits, 18
    int digits = 0;           // 0: multiplier blocks; else logic, so many of requant_digits()
};

// The multiplier's width in hardware: 18 bits, one block, unless it needs more.
constexpr int multiplier_bits(std::int32_t multiplier) {
    return multiplier > -(1 << 17) && multiplier < (1 << 17) ? 18 : 24;
}
constexpr int add_multiplier_bits(std::int32_t multiplier) {
    return multiplier_bits(multiplier) == 18 ? 18 : 22;
}

// The fewest Booth digits a cycle (sluice_mul_serial) with which a lane keeps up with values that
// are at least `cycles` apart.
constexpr int requant_digits(std::int64_t cycles) {
    return cycles >= 10 ? 1 : cycles >= 5 ? 2 : cycles >= 3 ? 3 : cycles == 2 ? 5 : 9;
}

// Cycles from the cycle of an input to the cycle of its result: sluice_round_clamp,
// sluice_requant_lane, sluice_requant.
constexpr int kTableLatency = 2;
constexpr int round_clamp_latency(int shift_min, int shift_max) {
    return 3 + (shift_max > shift_min ? 1 : 0);
}
// Cycles of acc + bias and its product.
constexpr int requant_product_latency(int digits) {
    return digits == 0                  ? 3
           : digits == 1 || digits == 9 ? 10
                                        : 2 + digits + (9 + digits - 1) / digits;
}
constexpr int requant_lane_latency(int shift_min, int shift_max, int digits = 0) {
    return requant_product_latency(digits) + round_clamp_latency(shift_min, shift_max);
}
constexpr int requant_latency(const Requant& r) {
    return 1 + requant_lane_latency(r.shift_min, r.shift_max, r.digits) +
           (r.table ? kTableLatency : 0);
}

// Adds MultiplierBits and TiesToEven to a module's parameters, where they are not the defaults.
void add_exact_parameters(std::vector<Parameter>& parameters, int multiplier_bits,
                          bool ties_to_even);

// Bits of shift - shift_min in a parameter word: 0 when the shift is fixed.
int requant_shift_bits(const Requant& requant);
int requant_word_bits(const Requant& requant);

void validate(const Requant& requant);

// The ROM of parameter "ParamFile". `channel_of[word * lanes + lane]` is the channel whose factors
// that lane uses in that beat, -1 for a padding lane (its factors are 0); bias, multiplier and
// shift are indexed by channel. channel_of has groups * lanes entries.
MemoryImage requant_image(const Requant& requant, std::span<const int> channel_of,
                          std::span<const std::int32_t> bias,
                          std::span<const std::int32_t> multiplier,
                          std::span<const std::uint8_t> shift);

// sluice_requant and its parts; relative to rtl_lib/, in order.
std::vector<std::string> requant_sources();

// `constants`: without a ROM, every lane of every beat having the same factors.
Resources requant_resources(const Requant& requant, const Family& family, bool constants = false);
// One lane of sluice_round_clamp on values of `in_bits`, and sluice_table.
Resources round_clamp_resources(int in_bits, int shift_min, int shift_max, const Family& family);
Resources table_resources(int lanes, const Family& family);

} // namespace sluice::rtl
