// SPDX-License-Identifier: Apache-2.0
// Block memory is counted, and the registers of sluice_window one by one (its names are in the
// comments), less those that never move. LUTs are so many to a bit of each of its counters, sums
// and choices, fitted to Yosys 0.23 over random windows (docs/resources.md).
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

int zeros_below(std::int64_t value) {
    return std::countr_zero(static_cast<std::uint64_t>(value));
}

// Widths of registers, and how often something is there.
struct Widths {
    WindowBanks banks;
    int rows = 1;      // of the ring
    int lane_rows = 1; // of the kernel at once
    int lane_columns = 1;
    bool all_rows = false;
    int counters = 0;    // registers of every sluice_counter
    int x = 0, y = 0;    // signed columns and rows
    int place = 0;       // of a row in the ring
    int row_address = 0; // bits of it that move
    int address = 0;
    int column = 0; // bits of a column's address that move
    int pixel = 0;  // of a written pixel's
    int beat = 0;   // of a pixel, and of its group
    int phase = 0;
    int inside_x = 0, inside_y = 0; // lanes that cross the image's sides, by row and column
    int inside = 0;                 // taps that do
};

// Lanes of `count` kernel positions at once (or one after another) that are outside somewhere.
std::vector<bool> crossing(int lanes, int count, int dilation, int stride, int pad, int in,
                           int out) {
    std::vector<bool> result;
    for (int k = 0; k < lanes; ++k) {
        const int most = (out - 1) * stride - pad + (lanes == count ? k : count - 1) * dilation;
        result.push_back(k * dilation < pad || most >= in);
    }
    return result;
}

void count_inside(const WindowLayout& l, Widths& s) {
    const Window& w = l.window;
    const int masks = l.last_pixels < l.pixels ? 2 : 1;
    std::vector<bool> columns;
    for (int m = 0; m < masks; ++m)
        for (const bool crosses : crossing(s.lane_columns, w.kernel_w, w.dilation_w, w.stride_w,
                                           w.pad_left, l.in_width - m, l.out_width))
            columns.push_back(crosses);
    const auto rows = crossing(s.lane_rows, w.kernel_h, w.dilation_h, w.stride_h, w.pad_top,
                               l.in_height, l.out_height);
    s.inside_x = static_cast<int>(std::count(columns.begin(), columns.end(), true));
    s.inside_y = static_cast<int>(std::count(rows.begin(), rows.end(), true));
    for (const bool row : rows)
        for (const bool column : columns)
            s.inside += row || column ? 1 : 0;
}

Widths widths_of(const WindowLayout& l) {
    const Window& w = l.window;
    Widths s;
    s.banks = window_banks(l);
    s.rows = window_rows(l);
    s.all_rows = l.kernel_lanes == w.positions() && w.kernel_h > 1;
    s.lane_rows = s.all_rows ? w.kernel_h : 1;
    s.lane_columns = s.all_rows || l.kernel_lanes == w.kernel_w ? w.kernel_w : 1;
    for (const std::int64_t count :
         {std::int64_t{l.pixel_beats}, std::int64_t{l.in_width}, std::int64_t{s.banks.columns},
          std::int64_t{s.rows}, std::int64_t{l.group_beats},
          std::int64_t{w.kernel_w / s.lane_columns}, std::int64_t{w.kernel_h / s.lane_rows},
          std::int64_t{l.out_groups}, std::int64_t{l.pixel_beats / l.group_beats},
          std::int64_t{l.out_width}, std::int64_t{l.out_height}})
        s.counters += counter_registers(count);
    s.x = signed_counter_bits(std::max<std::int64_t>(
        {l.in_width, std::int64_t{l.out_width - 1} * w.stride_w + w.extent_w(), w.pad_left}));
    s.y = signed_counter_bits(std::max<std::int64_t>(
        {l.in_height + s.rows, std::int64_t{l.out_height} * w.stride_h + w.extent_h(),
         w.pad_top + l.in_height}));
    s.place = counter_bits(s.rows);
    s.address = counter_bits(s.banks.words);
    if (!s.all_rows && s.rows > 1)
        s.row_address = std::max(0, s.address - zeros_below(s.banks.words / s.rows));
    const int moving = std::max(0, s.address - zeros_below(l.pixel_beats));
    s.column = l.in_width > 1 ? moving : 0;
    s.pixel = s.banks.columns > 1 ? moving : 0;
    s.beat = counter_bits(l.pixel_beats) * (l.group_beats < l.pixel_beats ? 2 : 1);
    s.phase = counter_bits(s.banks.columns);
    count_inside(l, s);
    return s;
}

// Counters and coordinates of the writer and of the reader, and the addresses.
int control_registers(const Widths& s) {
    const int columns = s.banks.columns;
    int bits = s.counters + s.address + s.pixel; // write_address, write_pixel
    bits += 8 * s.y; // occupied, release, arrived, need_row, next_end, next_top, done, released
    bits += s.x;     // need_x
    bits += 2 * (s.inside_x > 0 ? s.x : 0) + 2 * (s.inside_y > 0 ? s.y : 0); // pixel_x, x, row_y, y
    bits += 1 + 2 + 2;    // ready; sum_first, pixel_first; row and frame issued
    bits += s.beat;       // beat, group
    bits += 2 * s.column; // column, pixel_column
    bits += s.phase + 3 * s.place + s.row_address;
    bits += s.address * (1 + columns) + (columns > 1 ? columns : 0); // of the pipeline
    return bits + 5;                                                 // valid
}

double control_luts(const Widths& s, int beat_bits, bool six) {
    const double bank_address = s.banks.columns > 1 ? s.banks.columns * s.address : 0;
    const double x = s.inside_x > 0 ? s.x : 0;
    const double place = 3 * s.place + s.row_address;
    const double luts = six ? 2.61 * s.counters + 8.5 * s.y + 4.8 * x + 1.32 * s.column +
                                  0.46 * bank_address + 3.25 * place + 2.6 * s.beat - 20
                            : 5.15 * s.counters + 24.9 * s.y + 14.4 * x + 2.7 * s.address +
                                  6.2 * s.column + 2.4 * bank_address + 6.6 * place + 6.5 * s.beat +
                                  0.81 * s.inside * beat_bits - 60;
    return std::max(luts, 0.0);
}

} // namespace

Resources window_resources(const WindowLayout& l, const Family& family) {
    const bool shifts = family.lut_inputs >= 6; // chains of registers become shift registers
    const Widths s = widths_of(l);
    const int beat_bits = l.lanes * l.pixels * 8;

    Resources use;
    const Resources ram = ram_resources(s.banks.words, beat_bits, family);
    for (int b = 0; b < s.banks.rows * s.banks.columns; ++b)
        use += ram;
    use.ff += control_registers(s);
    use.lut += control_luts(s, beat_bits, shifts);

    // What goes along the pipeline: first and last, inside or not, phase, place.
    const int inside = s.inside_x + s.inside_y;
    const int placing = s.all_rows ? s.place : 0;
    if (shifts)
        use.lut += 2 + inside + s.phase + placing;
    else
        use.ff += 2 * 5 + 4 * inside + 4 * s.phase + 3 * placing;

    // Words of the rows at once, then of the columns; padding is the register's reset. A word that
    // nothing chooses or pads waits in a shift register, where its memory's register is one too.
    const double words = static_cast<double>(s.lane_rows) * s.banks.columns * beat_bits;
    const double taps = static_cast<double>(l.kernel_lanes) * beat_bits;
    use.lut += words * (s.all_rows ? mux_luts(s.rows, family) : 0);
    use.lut += taps * mux_luts(s.banks.columns, family);
    if (shifts && l.kernel_lanes == 1 && inside == 0 && ram.bram == 0) {
        use.ff -= beat_bits;
        use.lut += beat_bits;
    } else {
        use.ff += words + taps;
    }
    return use;
}

} // namespace sluice::rtl
