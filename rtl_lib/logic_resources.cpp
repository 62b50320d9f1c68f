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

} // namespace

int counter_bits(std::int64_t count) {
    return count > 1 ? std::bit_width(static_cast<std::uint64_t>(count - 1)) : 0;
}

double mux_luts(std::int64_t inputs, const Family& family) {
    if (inputs <= 1)
        return 0;
    const auto n = static_cast<double>(inputs);
    if (six(family)) // a LUT chooses of four, the dedicated multiplexers behind it are free
        return std::ceil(n / 4);
    return inputs <= 3 ? n - 1 : n;
}

double sum_luts(int operands, double bits, const Family& family) {
    if (operands <= 1)
        return 0;
    // Three operands: a row of full adders (a LUT for the sum, one for the carry), and a carry
    // chain. The carry cell of ECP5 adds two bits and counts as two LUTs.
    const double row = operands == 2 ? 0 : 2 * bits;
    return bits + row + (six(family) ? 0 : 1);
}

LutRom lut_rom(std::int64_t words, std::int64_t word_bits, const Family& family) {
    if (words <= 1)
        return {};
    // Columns of random bits: so many are there to be alike or opposite, but for the constant one.
    const double kinds =
        words > 40 ? 1e12 : std::ldexp(1.0, static_cast<int>(words) - 1) - 1;
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

double control_luts(double from_six, const Family& family) {
    return six(family) ? from_six : 1.9 * from_six;
}

} // namespace sluice::rtl
