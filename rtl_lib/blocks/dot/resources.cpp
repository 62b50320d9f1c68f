// SPDX-License-Identifier: Apache-2.0
// Multipliers and block memory are counted; LUT and FF are rough: in the sums over the layers of
// two networks LUT 23 % and 19 %, FF 19 % and 8 % above Yosys 0.23, synth_xilinx -family xc7
// (`sluice synth`, 2026-11-21).
#include <algorithm>
#include <bit>

#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

Resources dot_resources(const Dot& dot, const Family& family) {
    constexpr std::int64_t kLutRomWords = 64; // sluice_rom: more are block memory
    Resources use;
    use.dsp = static_cast<double>(dot.multipliers());
    const auto bits = static_cast<double>(dot.word_bits());
    if (dot.words > kLutRomWords) {
        use.bram = block_memory_brams(dot.words, static_cast<int>(dot.word_bits()), family);
    } else if (dot.words > 1) {
        use.lut += bits * std::min(1.0, static_cast<double>(dot.words) / 16.0);
        use.ff += bits;
    } // the ROM's second register is one of the multipliers' two for an operand

    // The tree of each output lane and pixel, whose first registers lie in the multiplier blocks,
    // and its accumulator.
    double tree = 0, first = 0;
    int width = 8 + dot.weight_bits;
    for (int terms = dot.terms(); terms > 1; terms = (terms + 2) / 3) {
        width = std::min(width + 2, dot.acc_bits);
        tree += static_cast<double>((terms + 2) / 3) * width;
        if (terms == dot.terms())
            first = tree;
    }
    const double sums = static_cast<double>(dot.out_lanes) * dot.pixels;
    use.lut += sums * (tree + dot.acc_bits);
    use.ff += sums * (tree - first + dot.acc_bits);
    const int address_bits = std::bit_width(static_cast<std::uint64_t>(dot.words));
    use.ff += address_bits + 3.0 * (2 + adder_tree_stages(dot.terms())) + 1;
    use.lut += 2.0 * address_bits;
    return use;
}

} // namespace sluice::rtl
