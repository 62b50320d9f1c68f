// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/logic_resources.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sluice::rtl {

namespace {

bool six(const Family& family) {
    return family.lut_inputs >= 6;
}

// Signed pieces of `bits` bits as wide as a multiplier: all but the first have no sign of their
// own.
int pieces(int bits, int multiplier_bits) {
    if (bits <= multiplier_bits)
        return 1;
    return 1 + (bits - multiplier_bits + multiplier_bits - 2) / (multiplier_bits - 1);
}

} // namespace

int counter_bits(std::int64_t count) {
    return count > 1 ? std::bit_width(static_cast<std::uint64_t>(count - 1)) : 0;
}

int counter_registers(std::int64_t count) {
    return counter_bits(count) + (count > 2 ? 1 : 0);
}

double counter_luts(int bits, const Family& family) {
    return (six(family) ? 1.2 : 4.9) * bits;
}

double mux_luts(std::int64_t inputs, const Family& family) {
    if (inputs <= 1)
        return 0;
    const auto n = static_cast<double>(inputs);
    if (six(family)) // a LUT chooses of four, the dedicated multiplexers behind it are free
        return std::ceil(n / 4);
    return 0.8 * (n - 1); // of four-input LUTs, and dedicated multiplexers behind them
}

double sum_luts(int operands, double bits, const Family& family) {
    if (operands <= 1)
        return 0;
    if (six(family)) // of three: a row of carries, and the chain that adds them to the sums
        return operands == 2 ? bits : 2 * bits;
    // The carry cell of ECP5 adds two bits and counts as two LUTs; a full adder takes two more.
    return bits + 1 + (operands == 2 ? 0 : 2 * bits);
}

LutRom lut_rom(std::int64_t words, std::int64_t word_bits, const Family& family) {
    if (words <= 1)
        return {};
    // Columns of random bits: so many are there to be alike or opposite, but for the constant one.
    const double kinds = words > 40 ? 1e12 : std::ldexp(1.0, static_cast<int>(words) - 1) - 1;
    const auto bits = static_cast<double>(word_bits);
    const double distinct = kinds * -std::expm1(-bits / kinds);
    const double signs = 2 * kinds * -std::expm1(-bits / (2 * kinds));
    const int inputs = counter_bits(words);
    double each = 1; // LUTs of a column
    if (inputs == 1)
        each = 0;
    else if (inputs > family.lut_inputs)
        each = std::ldexp(1.0, inputs - family.lut_inputs);
    return {distinct * each, std::max(distinct, signs)};
}

bool product_in_excess(int a, int b, const Family& family) {
    return family.multiplier_wide_bits == family.multiplier_narrow_bits &&
           std::max(a, b) == family.multiplier_wide_bits + 1;
}

double product_blocks(int a, int b, const Family& family) {
    const int wide = family.multiplier_wide_bits, narrow = family.multiplier_narrow_bits;
    if (a <= 9 && b <= 9)
        return 1.0 / family.multipliers_per_dsp;
    if (family.multipliers_per_dsp > 1 && narrow >= 27 && a <= 18 && b <= 18)
        return 0.5; // two 18x18 in the place of a 27x27
    if (product_in_excess(a, b, family))
        return 1;
    return std::min(pieces(a, wide) * pieces(b, narrow), pieces(a, narrow) * pieces(b, wide));
}

double control_luts(double from_six, const Family& family) {
    return six(family) ? from_six : 1.9 * from_six;
}

} // namespace sluice::rtl
