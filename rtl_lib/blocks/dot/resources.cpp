// SPDX-License-Identifier: Apache-2.0
// Multipliers and block memory are counted; LUT and FF are rough: in the sums over the layers of
// two networks LUT 23 % and 19 %, FF 19 % and 8 % above Yosys 0.23, synth_xilinx -family xc7
// (`sluice synth`, 2026-11-21).
#include <algorithm>
#include <bit>

#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

// sluice_booth, fitted to Yosys 0.23 on 2026-11-21: weights of 2 to 8 bits on xc7, and on ice40
// and ecp5 for LUTs of four inputs. Of the FF, what delays the activation is another's too.
Resources logic_product(int weight_bits, const Family& family) {
    const int rows = (weight_bits + 1) / 2;
    Resources use;
    use.lut = family.lut_inputs >= 6 ? 9.0 * rows + (rows > 2 ? 2.0 * rows : 0.0) : 26.0 * rows - 4;
    use.ff = 12.0 * rows;
    return use;
}

// Whether the first sums of a tree are behind the multipliers, in their blocks.
bool first_sums_in_blocks(const Dot& dot) {
    if (dot.logic)
        return false;
    return dot.pair_bits == 0 || dot.pair_bits - dot.high_bits > 8 + dot.weight_bits;
}

} // namespace

Resources dot_resources(const Dot& dot, const Family& family) {
    constexpr std::int64_t kLutRomWords = 64; // sluice_rom: more are block memory
    Resources use;
    if (!dot.logic)
        use.dsp = static_cast<double>(dot.multipliers());
    for (std::int64_t n = 0; dot.logic && n < dot.multipliers(); ++n)
        use += logic_product(dot.weight_bits, family);
    const auto bits = static_cast<double>(dot.word_bits());
    if (dot.words > kLutRomWords) {
        use.bram = block_memory_brams(dot.words, static_cast<int>(dot.word_bits()), family);
    } else if (dot.words > 1) {
        use.lut += bits * std::min(1.0, static_cast<double>(dot.words) / 16.0);
        use.ff += bits;
    } // the ROM's second register is one of the multipliers' two for an operand

    // The tree of each output lane and pixel, whose first registers may lie in the multiplier
    // blocks, and its accumulator.
    double tree = 0, first = 0;
    int width = 8 + dot.weight_bits;
    for (int terms = dot.terms(); terms > 1; terms = (terms + 2) / 3) {
        width = std::min(width + 2, dot.acc_bits);
        tree += static_cast<double>((terms + 2) / 3) * width;
        if (terms == dot.terms() && first_sums_in_blocks(dot))
            first = tree;
    }
    const double sums = static_cast<double>(dot.out_lanes) * dot.pixels;
    use.lut += sums * (tree + dot.acc_bits);
    use.ff += sums * (tree - first + dot.acc_bits);
    const int address_bits = std::bit_width(static_cast<std::uint64_t>(dot.words));
    use.ff += address_bits + 3.0 * (dot_latency(dot) - 1) + 1;
    use.lut += 2.0 * address_bits;
    return use;
}

} // namespace sluice::rtl
