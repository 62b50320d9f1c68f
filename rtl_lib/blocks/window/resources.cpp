// SPDX-License-Identifier: Apache-2.0
// Block memory is counted; LUT and FF are rough.
#include <bit>

#include "rtl_lib/blocks/window/window.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

int bits(std::int64_t count) {
    return std::bit_width(static_cast<std::uint64_t>(count));
}

} // namespace

Resources window_resources(const WindowLayout& l, const Family& family) {
    const auto geometry = window_banks(l);
    const std::int64_t banks = std::int64_t{geometry.rows} * geometry.columns;
    const int beat_bits = l.lanes * l.pixels * 8;
    const int address_bits = bits(geometry.words - 1);

    Resources use;
    const Resources ram = ram_resources(geometry.words, beat_bits, family);
    for (std::int64_t b = 0; b < banks; ++b)
        use += ram;

    // Counters and coordinates of writer and reader, with their comparators.
    const int rows = bits(l.in_height) + 2;
    const int columns = bits(l.in_width) + 2;
    const int loops = bits(l.out_height) + bits(l.out_width) + 2 * bits(l.pixel_beats) +
                      bits(l.window.positions()) + bits(l.out_groups);
    use.ff += 9.0 * rows + 4.0 * columns + loops + 8.0 * address_bits + 30;
    use.lut += 2 * (9.0 * rows + 4.0 * columns + loops + 8.0 * address_bits);

    // Per bank an address; behind the banks the choice of rows and the turn of columns.
    const int lane_rows = geometry.rows > 1 ? l.window.kernel_h : 1;
    use.ff += geometry.columns * address_bits;
    use.ff += static_cast<double>(lane_rows) * geometry.columns * beat_bits;
    use.ff += static_cast<double>(l.kernel_lanes) * beat_bits;
    use.lut += l.kernel_lanes * beat_bits * (geometry.columns > 1 ? geometry.columns / 3.0 : 1.0);
    if (geometry.rows > 1)
        use.lut += static_cast<double>(lane_rows) * geometry.columns * beat_bits *
                   ceil_div(geometry.rows, 3);
    return use;
}

} // namespace sluice::rtl
