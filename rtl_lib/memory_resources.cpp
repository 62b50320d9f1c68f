// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/memory_resources.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/shape.h"

namespace sluice::rtl {

namespace {

std::int64_t words_mapped(std::int64_t words) {
    return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(words)));
}

} // namespace

double block_memory_brams(std::int64_t words, int width_bits, const Family& family) {
    auto blocks = std::numeric_limits<std::int64_t>::max();
    for (const MemoryShape& shape : family.block_shapes)
        blocks = std::min(blocks, ceil_div(words, shape.words) * ceil_div(width_bits, shape.bits));
    return family.block_unit * static_cast<double>(blocks);
}

double distributed_memory_luts(std::int64_t words, int width_bits) {
    // RAM32M: 32 words of 6 bits in 4 LUTs. RAM64M: 64 words of 3 bits in 4 LUTs.
    if (words <= 32)
        return 4.0 * static_cast<double>(ceil_div(width_bits, 6));
    const auto banks = ceil_div(words, 64);
    const double select = banks > 1 ? 0.6 * static_cast<double>(banks * width_bits) : 0;
    return 4.0 * static_cast<double>(ceil_div(width_bits, 3) * banks) + select;
}

bool ram_is_block(std::int64_t words, int width_bits) {
    // Measured with Yosys 0.23 on 2026-11-21, 2..2048 words of 2..512 bits: up to 64 words never,
    // beyond that from more than 2048 bits on.
    return words > 64 && words_mapped(words) * width_bits > 2048;
}

Resources ram_resources(std::int64_t words, int width_bits, const Family& family) {
    Resources use;
    if (ram_is_block(words, width_bits)) {
        use.bram = block_memory_brams(words, width_bits, family);
    } else {
        use.lut = distributed_memory_luts(words, width_bits);
        use.ff = width_bits;
    }
    return use;
}

} // namespace sluice::rtl
