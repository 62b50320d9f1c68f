// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/window/window.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/error.h"

namespace sluice::rtl {

namespace {

// A row's first beat is taken at the earliest this long after the last operation was issued that
// kept its place.
constexpr int kReleaseDelay = 3;

bool is_pointwise(const Window& w) {
    return w.positions() == 1 && w.stride_h == 1 && w.stride_w == 1 && !w.has_padding();
}

// The last row that output row `oy` needs, and how many rows before it nobody needs any more.
int need_row(const WindowLayout& l, int oy) {
    return std::min(l.in_height - 1,
                    oy * l.window.stride_h - l.window.pad_top + l.window.extent_h() - 1);
}

int top_row(const WindowLayout& l, int oy) {
    return oy == l.out_height
               ? l.in_height
               : std::clamp(oy * l.window.stride_h - l.window.pad_top, 0, l.in_height);
}

// The last column that output column `ox` needs; -1 when none.
int need_column(const WindowLayout& l, int ox) {
    return std::clamp(ox * l.window.stride_w - l.window.pad_left + l.window.extent_w() - 1, -1,
                      l.in_width - 1);
}

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

std::size_t pixel_ring(const WindowLayout& l, std::int64_t rows) {
    return std::bit_ceil(static_cast<std::size_t>((rows + l.window.extent_h() + 2) * l.in_width));
}

} // namespace

WindowLayout window_layout(const Stream& input, const Window& window, int kernel_lanes,
                           int group_beats, int out_groups) {
    const auto out = window_output_shape(input.shape, window, 1);
    WindowLayout l;
    l.lanes = input.lanes;
    l.in_height = input.shape.height;
    l.in_width = input.shape.width;
    l.pixel_beats = static_cast<int>(input.beats_per_pixel());
    l.window = window;
    l.out_height = out.height;
    l.out_width = out.width;
    l.kernel_lanes = kernel_lanes;
    l.group_beats = group_beats;
    l.out_groups = out_groups;
    if (is_pointwise(window)) {
        l.in_height *= l.in_width;
        l.out_height *= l.out_width;
        l.in_width = l.out_width = 1;
    }
    return l;
}

int window_rows(const WindowLayout& layout) {
    WindowLayout l = layout;
    constexpr int kEnoughPixels = 8; // of an image of alike pixels, each a row
    if (is_pointwise(l.window) && l.in_width == 1)
        l.in_height = l.out_height = std::min(l.in_height, kEnoughPixels);
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

std::vector<Parameter> window_parameters(const WindowLayout& l, int pad_value) {
    return {{"Lanes", l.lanes},
            {"InHeight", l.in_height},
            {"InWidth", l.in_width},
            {"PixelBeats", l.pixel_beats},
            {"KernelHeight", l.window.kernel_h},
            {"KernelWidth", l.window.kernel_w},
            {"StrideHeight", l.window.stride_h},
            {"StrideWidth", l.window.stride_w},
            {"DilationHeight", l.window.dilation_h},
            {"DilationWidth", l.window.dilation_w},
            {"PadTop", l.window.pad_top},
            {"PadLeft", l.window.pad_left},
            {"OutHeight", l.out_height},
            {"OutWidth", l.out_width},
            {"KernelLanes", l.kernel_lanes},
            {"GroupBeats", l.group_beats},
            {"OutGroups", l.out_groups},
            {"Rows", window_rows(l)},
            {"PadValue", pad_value}};
}

std::vector<std::string> window_sources() {
    return {"blocks/window/sluice_ram.sv", "blocks/window/sluice_window.sv"};
}

WindowReader::WindowReader(const WindowLayout& layout, BeatChannel& in)
    : layout_(layout), rows_(window_rows(layout)), in_(&in),
      complete_(pixel_ring(layout, rows_)) {}

bool WindowReader::take_beats() {
    bool moved = false;
    while (in_->has_offer()) {
        Cycle from = 0;
        if (write_row_ >= rows_) {
            while (!released_.empty() && released_.front().first <= write_row_ - rows_)
                released_.pop_front();
            if (released_.empty())
                break;
            from = released_.front().second;
        }
        const Cycle at = in_->take(from);
        moved = true;
        if (++write_beat_ < layout_.pixel_beats)
            continue;
        write_beat_ = 0;
        complete_[static_cast<std::size_t>(pixels_) & (complete_.size() - 1)] = at;
        ++pixels_;
        if (++write_x_ == layout_.in_width) {
            write_x_ = 0;
            ++write_row_;
        }
    }
    return moved;
}

std::int64_t WindowReader::needed_pixel() const {
    return (frame_ * layout_.in_height + need_row(layout_, oy_)) * layout_.in_width +
           need_column(layout_, ox_);
}

bool WindowReader::has_data() const {
    return sum_ > 0 || needed_pixel() < pixels_;
}

Cycle WindowReader::issue(Cycle last_from) {
    Cycle first = last_ + 1;
    if (const auto pixel = needed_pixel(); sum_ == 0 && pixel >= 0) {
        SLUICE_CHECK(pixels_ - pixel <= static_cast<std::int64_t>(complete_.size()),
                     "window looks too far back");
        first = std::max(first,
                         complete_[static_cast<std::size_t>(pixel) & (complete_.size() - 1)] + 1);
    }
    last_ = std::max(first + layout_.sum_operations() - 1, last_from);
    if (++sum_ == layout_.sums())
        end_pixel(last_);
    return last_;
}

void WindowReader::end_pixel(Cycle at) {
    sum_ = 0;
    if (++ox_ < layout_.out_width)
        return;
    ox_ = 0;
    released_.emplace_back(frame_ * layout_.in_height + top_row(layout_, oy_ + 1),
                           at + kReleaseDelay);
    if (++oy_ == layout_.out_height) {
        oy_ = 0;
        ++frame_;
    }
}

} // namespace sluice::rtl
