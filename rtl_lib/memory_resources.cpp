// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/memory_resources.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/error.h"
#include "base/shape.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

// Without distributed memory, so few bits are registers.
constexpr std::int64_t kRegisterBits = 32;

std::int64_t words_mapped(std::int64_t words) {
    return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(words)));
}

// Yosys' memory_libmap: banks one behind the other share blocks, a RAM's in whole bytes of nine
// bits; a half for each bit of choice among two banks.
std::int64_t least_cost_units(std::int64_t words, int width_bits, bool rom, const Family& family) {
    constexpr int kByteBits = 9;
    auto best = std::numeric_limits<double>::max();
    std::int64_t units = 0;
    for (const MemoryShape& shape : family.block_shapes) {
        const auto banks = ceil_div(words, shape.words);
        const auto byte = rom ? 1 : std::min(kByteBits, shape.bits);
        const auto used = banks * ceil_div(width_bits, byte) * byte;
        const auto blocks = ceil_div(used, shape.bits);
        const double cost = family.block_cost * static_cast<double>(blocks) +
                            0.5 * static_cast<double>((banks - 1) * width_bits);
        if (cost < best) {
            best = cost;
            units = blocks;
        }
    }
    return units;
}

std::int64_t block_units(std::int64_t words, int width_bits, bool rom, const Family& family) {
    if (family.block_cost > 0)
        return least_cost_units(words, width_bits, rom, family);
    auto blocks = std::numeric_limits<std::int64_t>::max();
    for (const MemoryShape& shape : family.block_shapes)
        blocks = std::min(blocks, ceil_div(words, shape.words) * ceil_div(width_bits, shape.bits));
    return blocks;
}

// The smallest piece that holds all words, else the largest, several of them.
const LutMemory& lut_piece(std::int64_t words, const Family& family) {
    SLUICE_CHECK(!family.lut_memory.empty(), "a family without distributed memory");
    for (const LutMemory& piece : family.lut_memory)
        if (words <= piece.words)
            return piece;
    return family.lut_memory.back();
}

double piece_luts(std::int64_t words, int width_bits, const Family& family) {
    const LutMemory& piece = lut_piece(words, family);
    return static_cast<double>(piece.luts * ceil_div(words, piece.words) *
                               ceil_div(width_bits, piece.bits));
}

// As Yosys' memory_libmap reckons: the pieces, a half for each bit of choice among two of them and
// for each bank's write enable.
double distributed_cost(std::int64_t words, int width_bits, const Family& family) {
    auto least = std::numeric_limits<double>::max();
    for (const LutMemory& piece : family.lut_memory) {
        const auto banks = static_cast<double>(ceil_div(words, piece.words));
        const double pieces = banks * static_cast<double>(ceil_div(width_bits, piece.bits));
        const double used = banks * width_bits / piece.bits;
        const double cost = (family.lut_memory_cost - family.lut_memory_share) * pieces +
                            family.lut_memory_share * used + 0.5 * (banks - 1) * width_bits +
                            (banks > 1 ? 0.5 * banks : 0);
        least = std::min(least, cost);
    }
    return least;
}

} // namespace

double block_memory_brams(std::int64_t words, int width_bits, const Family& family) {
    return family.block_unit * static_cast<double>(block_units(words, width_bits, true, family));
}

double distributed_memory_luts(std::int64_t words, int width_bits, const Family& family) {
    const auto banks = ceil_div(words, lut_piece(words, family).words);
    const double choice = banks > 1 ? mux_luts(banks, family) * width_bits + 2.0 : 0;
    return piece_luts(words, width_bits, family) + choice;
}

bool ram_is_block(std::int64_t words, int width_bits, const Family& family) {
    if (family.lut_memory.empty())
        return words * width_bits > kRegisterBits;
    if (family.block_cost > 0)
        return distributed_cost(words, width_bits, family) >
               family.block_cost *
                   static_cast<double>(block_units(words, width_bits, false, family));
    return words > family.lut_memory_words &&
           words_mapped(words) * width_bits > family.lut_memory_bits;
}

Resources ram_resources(std::int64_t words, int width_bits, const Family& family) {
    Resources use;
    if (ram_is_block(words, width_bits, family)) {
        use.bram =
            family.block_unit * static_cast<double>(block_units(words, width_bits, false, family));
        return use;
    }
    use.ff = width_bits;
    if (family.lut_memory.empty()) {
        use.ff += static_cast<double>(words * width_bits);
        use.lut = static_cast<double>(words * width_bits) / 2 + 4;
    } else {
        use.lut = distributed_memory_luts(words, width_bits, family);
    }
    return use;
}

} // namespace sluice::rtl
