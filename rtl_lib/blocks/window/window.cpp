// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/window/window.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/error.h"
#include "rtl_lib/blocks/window/geometry.h"

namespace sluice::rtl {

namespace {

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
    l.pixel_beats = static_cast<int>(input.beats_per_group());
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

WindowBanks window_banks(const WindowLayout& l) {
    const bool all = l.kernel_lanes == l.window.positions() && l.window.kernel_h > 1;
    WindowBanks b;
    if (all || l.kernel_lanes == l.window.kernel_w)
        b.columns = l.window.kernel_w;
    while (b.columns > 1 && std::gcd(b.columns, l.window.dilation_w) != 1)
        ++b.columns;
    const auto row_words = ceil_div(l.in_width, b.columns) * l.pixel_beats;
    const int rows = window_rows(l);
    b.rows = all ? rows : 1;
    b.words = all ? row_words : rows * row_words;
    return b;
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
    : layout_(layout), rows_(window_rows(layout)), in_(&in), complete_(pixel_ring(layout, rows_)) {}

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
