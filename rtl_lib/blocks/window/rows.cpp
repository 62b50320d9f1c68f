// SPDX-License-Identifier: Apache-2.0
// How many rows sluice_window must hold: checked against a schedule of whole output rows.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "rtl_lib/blocks/window/geometry.h"

namespace sluice::rtl {

namespace {

// In cycles after a needed row's first beat: when the output row can have been issued whole.
std::int64_t row_end_after_need(const WindowLayout& l, std::int64_t pixel_operations) {
    std::int64_t end = std::numeric_limits<std::int64_t>::min();
    for (int ox = 0; ox < l.out_width; ++ox)
        end = std::max(end, std::int64_t{need_column(l, ox) + 1} * l.pixel_beats +
                                (l.out_width - ox) * pixel_operations);
    return end;
}

int rows_of_one_window(const WindowLayout& l) {
    int rows = 1;
    for (int oy = 0; oy < l.out_height; ++oy)
        rows = std::max(rows, need_row(l, oy) - std::min(top_row(l, oy), l.in_height - 1) + 1);
    return rows;
}

// The input is the slower side: beat n is taken in cycle n; a row's place must be free when the
// beats come round to it. After one frame the reader's schedule repeats.
int rows_when_input_bound(const WindowLayout& l) {
    const std::int64_t pixel_operations = l.sums() * l.sum_operations();
    const std::int64_t row_operations = l.out_width * pixel_operations;
    const std::int64_t row_beats = std::int64_t{l.in_width} * l.pixel_beats;
    const auto after = row_end_after_need(l, pixel_operations);
    std::int64_t rows = rows_of_one_window(l);
    std::int64_t end = 0;
    for (std::int64_t frame = 0; frame < 2; ++frame)
        for (int oy = 0; oy < l.out_height; ++oy) {
            end = std::max(end + row_operations,
                           (frame * l.in_height + need_row(l, oy)) * row_beats + after);
            const int first = oy == 0 ? 0 : top_row(l, oy);
            if (top_row(l, oy + 1) > first)
                rows = std::max(rows, ceil_div(end - 1 + kReleaseDelay -
                                                   (frame * l.in_height + first) * row_beats,
                                               row_beats));
        }
    return static_cast<int>(rows);
}

// The operations are the slower side: output rows are issued back to back; the rows that they need
// must have arrived, each taken as soon as its place is free.
bool keeps_reader_busy(const WindowLayout& l, std::int64_t rows) {
    const std::int64_t pixel_operations = l.sums() * l.sum_operations();
    const std::int64_t row_operations = l.out_width * pixel_operations;
    const std::int64_t row_beats = std::int64_t{l.in_width} * l.pixel_beats;
    const auto after = row_end_after_need(l, pixel_operations) - row_operations;
    const auto frames = rows / l.in_height + 3;

    std::vector<Cycle> taken_from; // each row's first beat
    std::vector<Cycle> released;
    Cycle at = std::numeric_limits<Cycle>::min() / 4;
    for (std::int64_t frame = 0; frame < frames; ++frame)
        for (int oy = 0; oy < l.out_height; ++oy) {
            const auto until = frame * l.in_height + top_row(l, oy + 1);
            const Cycle from = (frame * l.out_height + oy + 1) * row_operations - 1 + kReleaseDelay;
            while (static_cast<std::int64_t>(released.size()) < until)
                released.push_back(from);
        }
    for (std::int64_t row = 0; row < frames * l.in_height; ++row) {
        at += row_beats;
        if (row >= rows)
            at = std::max(at, released[static_cast<std::size_t>(row - rows)]);
        taken_from.push_back(at);
    }
    for (std::int64_t frame = 1; frame < frames; ++frame)
        for (int oy = 0; oy < l.out_height; ++oy) {
            const auto need = static_cast<std::size_t>(frame * l.in_height + need_row(l, oy));
            if (taken_from[need] + after > (frame * l.out_height + oy) * row_operations)
                return false;
        }
    return true;
}

} // namespace

int window_rows(const WindowLayout& layout) {
    WindowLayout l = layout;
    constexpr int kEnoughRows = 8; // of an image of alike rows
    if (l.alike_rows)
        l.in_height = l.out_height = std::min(l.in_height, kEnoughRows);
    if (l.in_beats() >= l.operations())
        return rows_when_input_bound(l);
    int rows = rows_of_one_window(l);
    while (!keeps_reader_busy(l, rows)) {
        SLUICE_CHECK(rows < 4 * (l.in_height + l.window.extent_h() + 8),
                     "no number of rows keeps the window busy");
        ++rows;
    }
    return rows;
}

} // namespace sluice::rtl
