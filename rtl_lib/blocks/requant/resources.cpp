// SPDX-License-Identifier: Apache-2.0
// DSP and block memory are counted; LUT and FF are fitted to Yosys 0.23, synth_xilinx -family xc7,
// 2026-11-21, over 1 to 4 lanes, sums of 16 to 30 bits, ROMs of 1 to 512 words.
#include <algorithm>
#include <bit>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kLutRomGroups = 64; // sluice_requant: more words are block memory
constexpr int kConstantBits = 2;  // of a multiplier in [2^16, 2^17)
constexpr int kPreAdderBits = 25; // of a DSP48E1, which takes the bias's addition

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

} // namespace

int dsp_blocks_for_product(int bits) {
    return bits <= 25 ? 1 : 2; // a DSP48E1 multiplies 25 by 18 bits; bits <= 32
}

Resources round_clamp_resources(int in_bits, int shift_min, int shift_max, const Family&) {
    const int kept = std::max(10, in_bits - shift_min + 1);
    Resources use;
    use.ff = 10 + 10 + 8; // saturated, rounded, clamped
    use.lut = kept > 14 ? 45 : 20;
    if (shift_max > shift_min) {
        use.ff += kept - 3;
        use.lut += kept;
    }
    return use;
}

Resources table_resources(int lanes, const Family&) {
    Resources use;
    use.bram = 0.5 * ((lanes + 1) / 2);
    use.ff = 8.0 * lanes; // the ROM's own output register lies in it
    return use;
}

Resources requant_resources(const Requant& r, const Family& family, bool constants) {
    const int shift_bits = requant_shift_bits(r);
    Resources lane =
        round_clamp_resources(r.sum_bits + kMultiplierBits, r.shift_min, r.shift_max, family);
    if (r.digits > 0) {
        lane += serial_product(r, family);
    } else {
        lane.dsp = dsp_blocks_for_product(r.sum_bits);
        if (r.acc_bits < r.sum_bits)
            lane.ff += r.acc_bits;
        if (r.sum_bits > kPreAdderBits) {
            lane.ff += 3.0 * r.sum_bits;
            lane.lut += r.sum_bits;
        }
    }
    const bool block = !constants && r.groups > kLutRomGroups;
    const int rom_bits = r.sum_bits + kMultiplierBits - kConstantBits + shift_bits;
    Resources factors; // of a lane, for all its pixels
    if (block)
        factors.ff += shift_bits;
    else if (!constants && r.groups > 1) {
        factors.ff += rom_bits;
        factors.lut += rom_bits * std::min(1.0, r.groups / 16.0);
    }

    Resources use;
    for (int l = 0; l < r.lanes; ++l) {
        use += factors;
        for (int v = 0; v < r.pixels; ++v)
            use += lane;
    }
    const int count_bits = constants ? 0 : std::bit_width(static_cast<unsigned>(r.groups - 1));
    use.ff += requant_latency(r) + count_bits;
    use.lut += 2 * count_bits;
    if (block)
        use.bram += block_memory_brams(r.groups, requant_word_bits(r), family);
    if (r.table)
        use += table_resources(r.lanes * r.pixels, family);
    return use;
}

} // namespace sluice::rtl
