// SPDX-License-Identifier: Apache-2.0
// DSP and block memory are counted; registers are those of the RTL that stay outside multiplier
// blocks; LUTs are fitted to Yosys 0.23 for xc7 and ecp5 (docs/resources.md).
#include <algorithm>
#include <bit>

#include "base/fixed_point.h"
#include "base/shape.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kLutRomGroups = 64; // sluice_requant: more words are block memory
constexpr int kConstantBits = 2;  // of a multiplier in [2^16, 2^17)
// The small ROM is read at the counter's next value, which four inputs do not take in besides.
constexpr double kNextAddress = 2.2;

// acc + bias and sluice_mul_serial, fitted to Yosys 0.23 on 2026-11-21: every number of digits, 16
// to 30 bits, on xc7, and on ice40 for LUTs of four inputs.
Resources serial_product(const Requant& r, const Family& family) {
    const double bits = r.sum_bits;
    const int rows = r.digits;
    const bool wide = family.lut_inputs >= 6;
    Resources use;
    use.lut = bits + (wide ? 1.0 : 2.9) * (bits + 2) * rows; // the sum; the rows
    use.ff = r.acc_bits + bits;
    if (rows == 1) {
        use.lut += wide ? 17 : 20; // the multiplier's shifts
        use.ff += bits + 36;
    } else {
        use.lut += rows == 9 ? (wide ? 28 : 0) : bits + 24 + 3.0 * rows;
        use.ff += rows == 9 ? bits * 17 : 85 + (2 * bits + 5) * rows;
    }
    return use;
}

// The part of a lane before the rounding, in multiplier blocks.
Resources block_product(const Requant& r, int kept, const Family& family) {
    const double bits = r.sum_bits;
    Resources use;
    use.dsp = product_blocks(r.sum_bits, r.multiplier_bits, family);
    if (!family.multiplier_registers) { // accumulator, sum, multiplier, both registers of a product
        use.ff = r.acc_bits + bits + r.multiplier_bits - kConstantBits + 2.0 * kept;
        use.lut = bits;
        if (use.dsp > 1) // the parts of the product
            use.lut += 50 + 7.5 * (bits - 20);
        if (product_in_excess(r.sum_bits, r.multiplier_bits, family))
            use.lut += 45;
    } else if (r.sum_bits <= r.multiplier_bits || r.sum_bits > family.multiplier_wide_bits) {
        // The bias is added before the block: its adder is at the wider operand.
        use.ff = (use.dsp > 1 ? 3.0 : 2.0) * bits;
        use.lut = bits + (use.dsp > 1 ? 15 : 0);
    } else if (r.acc_bits < r.sum_bits) {
        use.ff = r.acc_bits;
    }
    return use;
}

// LUTs of a bit of an arithmetic shift of `kept` bits by up to 2^levels - 1 places.
double shift_luts(int levels, int kept, bool six_inputs) {
    switch (levels) {
    case 1:
        return 1;
    case 2:
        return !six_inputs ? 2.06 : kept <= 18 ? 1 : 1.7;
    case 3:
        return six_inputs ? 2.4 : 4.6;
    default:
        return six_inputs ? 3.5 : 8;
    }
}

// Bits of a product that a shift leaves.
int kept_bits(int in_bits, int shift_min) {
    return std::max(10, in_bits - shift_min + 1);
}

} // namespace

Resources round_clamp_resources(int in_bits, int shift_min, int shift_max, const Family& family) {
    const bool wide = family.lut_inputs >= 6;
    const int kept = kept_bits(in_bits, shift_min);
    Resources use;
    use.ff = 10 + 10 + 8; // saturated, rounded, clamped
    use.lut = wide ? 17 : 51;
    if (shift_max > shift_min) {
        const int levels = counter_bits(shift_max - shift_min + 1);
        use.ff += kept;
        use.lut += kept * shift_luts(levels, kept, wide);
    }
    return use;
}

Resources table_resources(int lanes, const Family& family) {
    Resources use;
    use.bram = block_memory_brams(256, 8, family) *
               static_cast<double>(ceil_div(lanes, family.block_read_ports));
    use.ff = 8.0 * lanes; // the ROM's own output register lies in it
    return use;
}

Resources requant_resources(const Requant& r, const Family& family, bool constants) {
    const int in_bits = r.sum_bits + r.multiplier_bits;
    const int shift_bits = requant_shift_bits(r);
    Resources lane = round_clamp_resources(in_bits, r.shift_min, r.shift_max, family);
    lane += r.digits > 0 ? serial_product(r, family)
                         : block_product(r, kept_bits(in_bits, r.shift_min), family);
    if (family.lut_inputs >= 6) // the shift waits for the product: shift registers
        lane.lut += shift_bits;
    else
        lane.ff += 3.0 * shift_bits;

    // The factors of all lanes in one memory, behind it a register: of several kinds.
    Resources use;
    const int word_bits = requant_word_bits(r) - r.lanes * kConstantBits;
    const bool registered = r.digits > 0 || !family.multiplier_registers;
    if (!constants && r.groups > kLutRomGroups) {
        use.bram += block_memory_brams(r.groups, requant_word_bits(r), family);
        use.ff += registered ? word_bits : 0;
    } else if (!constants) {
        const LutRom rom = lut_rom(r.groups, word_bits, family);
        use.lut += rom.luts * (family.lut_inputs >= 6 ? 1 : kNextAddress);
        use.ff += (registered ? 2 : 1) * rom.word_ff;
        if (!registered) // the multiplier block takes both registers of its factor
            use.ff -= std::min(rom.word_ff, 1.0 * r.lanes * (kMultiplierBits - kConstantBits));
    }
    for (int l = 0; l < r.lanes * r.pixels; ++l)
        use += lane;
    const int count_bits = constants ? 0 : counter_bits(r.groups);
    use.ff += requant_latency(r) + count_bits;
    use.lut += counter_luts(count_bits, family);
    if (r.table)
        use += table_resources(r.lanes * r.pixels, family);
    return use;
}

} // namespace sluice::rtl
