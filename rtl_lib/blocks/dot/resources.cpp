// SPDX-License-Identifier: Apache-2.0
// Multipliers and block memory are counted; registers too: every one of the RTL, less those that
// lie in multiplier blocks where the family's synthesis moves them there. LUTs are the adders'.
// Against Yosys 0.23: docs/resources.md.
#include <algorithm>
#include <bit>

#include "base/shape.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr std::int64_t kLutRomWords = 64; // sluice_rom: more are block memory

// sluice_booth, fitted to Yosys 0.23 on 2026-11-21: weights of 2 to 8 bits on xc7, and on ice40
// and ecp5 for LUTs of four inputs. Of the FF, what delays the activation is another's too.
Resources logic_product(int weight_bits, const Family& family) {
    const int rows = (weight_bits + 1) / 2;
    Resources use;
    use.lut = family.lut_inputs >= 6 ? 9.0 * rows + (rows > 2 ? 2.0 * rows : 0.0) : 26.0 * rows - 4;
    use.ff = 12.0 * rows;
    return use;
}

// Whether the first sums of a tree are made in the multiplier blocks, which pass sums on.
bool first_sums_in_blocks(const Dot& dot, const Family& family) {
    if (dot.logic || !family.multiplier_registers)
        return false;
    return dot.pair_bits == 0 || dot.pair_bits - dot.high_bits > 8 + dot.weight_bits;
}

// sluice_adder_tree: `terms` numbers of `bits` bits, sums of up to three a stage.
Resources tree_resources(const Dot& dot, const Family& family) {
    Resources use;
    int bits = 8 + dot.weight_bits;
    for (int count = dot.terms(); count > 1;) {
        const int next = (count + 2) / 3;
        const int rest = count - 3 * (next - 1); // terms of the last sum
        const int wide = std::min(bits + (count == 2 ? 1 : 2), dot.acc_bits);
        const auto sum = [&](int operands) { // the top bits of three operands are no full adders
            return sum_luts(operands, wide, family) - (operands == 3 ? 2.0 * (wide - bits) : 0);
        };
        if (count != dot.terms() || !first_sums_in_blocks(dot, family)) {
            use.lut += (next - 1) * sum(3) + sum(rest);
            use.ff += static_cast<double>(next - 1) * wide + (rest == 1 ? bits : wide);
        }
        bits = wide;
        count = next;
    }
    return use;
}

// Weights in their memory; behind it a register, and the multipliers' own where they are apart.
Resources weight_resources(const Dot& dot, const Family& family) {
    Resources use;
    auto word_ff = static_cast<double>(dot.word_bits());
    if (dot.words > kLutRomWords) {
        use.bram = block_memory_brams(dot.words, static_cast<int>(dot.word_bits()), family);
    } else {
        const LutRom rom = lut_rom(dot.words, dot.word_bits(), family);
        word_ff = rom.word_ff;
        use.lut = rom.luts;
        use.ff = word_ff;
    }
    // A plain multiplier block takes this register in too, a packed one has no room for it.
    if (dot.logic || dot.pair_bits > 0 || !family.multiplier_registers)
        use.ff += word_ff;
    return use;
}

Resources product_resources(const Dot& dot, const Family& family) {
    Resources use;
    const auto multipliers = static_cast<double>(dot.multipliers());
    const int product_bits = 8 + dot.weight_bits;
    if (dot.logic) {
        const Resources each = logic_product(dot.weight_bits, family);
        use.lut = multipliers * each.lut;
        use.ff = multipliers * each.ff;
        return use;
    }
    use.dsp =
        dot.pair_bits > 0 ? multipliers : multipliers * product_blocks(8, dot.weight_bits, family);
    if (!family.multiplier_registers) // operands and products
        use.ff = 8.0 * dot.pixels * dot.terms() * (dot.depthwise ? dot.out_lanes : 1) +
                 static_cast<double>(dot.word_bits()) +
                 product_bits * static_cast<double>(dot.products());
    return use;
}

} // namespace

Resources dot_resources(const Dot& dot, const Family& family) {
    Resources use = weight_resources(dot, family);
    use += product_resources(dot, family);
    // A tree and an accumulator for each output lane and pixel.
    const double sums = static_cast<double>(dot.out_lanes) * dot.pixels;
    const Resources tree = tree_resources(dot, family);
    use.lut += sums * (tree.lut + 2.0 * dot.acc_bits);
    use.ff += sums * (tree.ff + dot.acc_bits);

    // The address, and what marks the sums.
    const int address_bits = counter_bits(dot.words);
    const int delay = dot_latency(dot) - 1;
    use.lut += counter_luts(address_bits, family);
    use.ff += address_bits + delay + 1;
    if (family.lut_inputs >= 6 && delay > 2)
        use.lut += 2; // shift registers
    else
        use.ff += 2 * delay;
    return use;
}

} // namespace sluice::rtl
