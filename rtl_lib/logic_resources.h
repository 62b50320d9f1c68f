// SPDX-License-Identifier: Apache-2.0
// What pieces of logic cost in LUTs, by the family's LUT size. The figures are Yosys 0.23's, as
// measured for Xilinx 7 series (six inputs) and ECP5 (four inputs, a carry cell being two LUTs);
// families that neither stands for take the one of their LUT size (docs/resources.md).
#pragma once

#include <cstdint>

#include "base/family.h"

namespace sluice::rtl {

// Bits of a counter from 0 to count - 1; none where it never moves.
int counter_bits(std::int64_t count);

// Flip-flops of sluice_counter: the count and, beyond two, its last one.
int counter_registers(std::int64_t count);

// LUTs of such a counter of so many bits that starts over at any number.
double counter_luts(int bits, const Family& family);

// LUTs of a bit that is one of `inputs`.
double mux_luts(std::int64_t inputs, const Family& family);

// LUTs of the sum of `operands` (1 to 3) numbers, of `bits` bits.
double sum_luts(int operands, double bits, const Family& family);

// What a ROM of few words is made of: bits of a word that are alike, or opposite, are one.
struct LutRom {
    double luts = 0;
    double word_ff = 0; // of a register of a word, bits and their opposites apart
};
LutRom lut_rom(std::int64_t words, std::int64_t word_bits, const Family& family);

// Whether product_blocks() leaves a bit of the product to LUTs: of a square multiplier, one bit more
// than it takes.
bool product_in_excess(int a, int b, const Family& family);

// Multiplier blocks of a signed product of `a` by `b` bits, both registered; a fraction where a
// block holds several independent ones.
double product_blocks(int a, int b, const Family& family);

// `from_six` LUTs of control logic (counters, comparisons, their enables) as counted with LUTs of
// six inputs.
double control_luts(double from_six, const Family& family);

} // namespace sluice::rtl
