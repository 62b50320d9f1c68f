// SPDX-License-Identifier: Apache-2.0
// Block memory is counted, and the registers of sluice_window one by one (its names are in the
// comments), less those that never move. LUTs of the control are so many to a register, fitted to
// Yosys 0.23; those of the data are its multiplexers (docs/resources.md).
#include <algorithm>
#include <bit>

#include "rtl_lib/blocks/window/window.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

// A signed number from -low to high.
int signed_counter_bits(std::int64_t top) {
    return counter_bits(top + 1) + 1;
}

struct Widths {
    WindowBanks banks;
    int rows = 1;      // of the ring
    int lane_rows = 1; // of the kernel at once
    int lane_columns = 1;
    bool all_rows = false;
    int x = 1, y = 1; // signed columns and rows
    int place = 0;    // of a row in the ring
    int address = 0;
    int beat = 0; // of a pixel
    int phase = 0;
};

Widths widths_of(const WindowLayout& l) {
    const Window& w = l.window;
    Widths s;
    s.banks = window_banks(l);
    s.rows = window_rows(l);
    s.all_rows = l.kernel_lanes == w.positions() && w.kernel_h > 1;
    s.lane_rows = s.all_rows ? w.kernel_h : 1;
    s.lane_columns = s.all_rows || l.kernel_lanes == w.kernel_w ? w.kernel_w : 1;
    s.x = signed_counter_bits(std::max<std::int64_t>(
        {l.in_width, std::int64_t{l.out_width - 1} * w.stride_w + w.extent_w(), w.pad_left}));
    s.y = signed_counter_bits(std::max<std::int64_t>(
        {l.in_height + s.rows, std::int64_t{l.out_height} * w.stride_h + w.extent_h(),
         w.pad_top + l.in_height}));
    const std::int64_t step = s.all_rows ? 1 : s.banks.words / s.rows;
    // Places are multiples of a row's words, whose low bits never move.
    s.place = s.rows > 1
                  ? counter_bits(s.rows * step) - std::countr_zero(static_cast<std::uint64_t>(step))
                  : 0;
    s.address = counter_bits(s.banks.words);
    s.beat = counter_bits(l.pixel_beats);
    s.phase = counter_bits(s.banks.columns);
    return s;
}

// Counters and coordinates of the writer and of the reader.
int control_registers(const WindowLayout& l, const Widths& s) {
    const bool grouped = l.group_beats < l.pixel_beats;
    int bits = s.beat + counter_bits(l.in_width) + s.phase + s.place + 2 * s.address; // write_*
    bits += 10 * s.y; // occupied, release, arrived, need_row, next_end, next_top, done, released, y
    bits += 3 * s.x;  // need_x, pixel_x, x
    bits += counter_bits(l.group_beats) + counter_bits(l.window.kernel_w / s.lane_columns) +
            counter_bits(l.window.kernel_h / s.lane_rows) + counter_bits(l.out_groups) +
            counter_bits(l.pixel_beats / l.group_beats) + counter_bits(l.out_width) +
            counter_bits(l.out_height);
    bits += 4;                                     // sum_first, pixel_first, row and frame issued
    bits += s.beat + (grouped ? s.beat : 0);       // beat, group
    bits += 2 * s.address + s.phase + 3 * s.place; // column, pixel_column; places
    return bits;
}

} // namespace

Resources window_resources(const WindowLayout& l, const Family& family) {
    const bool shifts = family.lut_inputs >= 6; // chains of registers become shift registers
    const Widths s = widths_of(l);
    const int beat_bits = l.lanes * l.pixels * 8;
    const double columns = s.banks.columns;

    Resources use;
    const Resources ram = ram_resources(s.banks.words, beat_bits, family);
    for (int b = 0; b < s.banks.rows * s.banks.columns; ++b)
        use += ram;

    const int control = control_registers(l, s);
    use.ff += control + 5; // valid
    use.lut += (shifts ? 1.15 : 2.4) * control;

    // What goes along the pipeline: first and last, inside or not, phase, place.
    const int masks = l.last_pixels < l.pixels ? 2 : 1;
    const int inside = s.lane_columns * masks + s.lane_rows;
    const int turning = (s.banks.columns > 1 ? s.phase : 0);
    const int placing = s.all_rows ? s.place : 0;
    use.ff += shifts ? 2 + inside : 2.0 * 5 + 4.0 * inside + 4.0 * turning + 3.0 * placing;
    use.lut += shifts ? 2 + inside + turning + placing : 0;
    use.lut += (shifts ? 1.5 : 3.0) * inside * (s.x + s.y) / 8.0; // comparisons

    // Addresses: of all, of each bank, and the bank's offset, which is seldom more than a bit.
    use.ff += s.address * (1 + columns) + (columns > 1 ? columns : 0);
    use.lut += sum_luts(3, s.address, family) + (columns > 1 ? columns * (s.address + 1) : 0);

    // Words of the rows at once, then of the columns; padding is the register's reset.
    const double words = static_cast<double>(s.lane_rows) * columns * beat_bits;
    const double taps = static_cast<double>(l.kernel_lanes) * beat_bits;
    use.ff += words + taps;
    use.lut += words * (s.all_rows ? mux_luts(s.rows, family) : 0);
    use.lut += taps * mux_luts(s.banks.columns, family) + s.lane_columns * s.lane_rows * masks;
    return use;
}

} // namespace sluice::rtl
