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

bool window_takes_pixels(const Window& window, int kernel) {
    return kernel >= window.kernel_w;
}

std::vector<int> window_input_pixels(const Shape& input, const Window& window, int kernel,
                                     int pixels) {
    if (!window_takes_pixels(window, kernel))
        return {1};
    auto choices = pixel_choices(input.width);
    std::erase_if(choices, [&](int p) { return pixels * window.stride_w % p != 0; });
    return choices;
}

namespace {

// The window in words, and where its taps lie in them.
void count_words(WindowLayout& l, const Window& window, int kernel, int pixels) {
    l.taps.rows = kernel == window.positions() ? window.kernel_h : 1;
    l.taps.taps = kernel / l.taps.rows;
    l.taps.columns = l.taps.taps;
    if (pixels > 1 || l.pixels > 1) {
        l.taps.pixels = pixels;
        l.taps.pixel_step = window.stride_w;
        l.taps.tap_step = window.dilation_w;
        l.window.pad_left = static_cast<int>(ceil_div(window.pad_left, l.pixels));
        l.window.pad_right = 0; // of the outputs' own number
        l.taps.phase = l.window.pad_left * l.pixels - window.pad_left;
        l.taps.columns = static_cast<int>(
            ceil_div(l.taps.phase + (pixels - 1) * window.stride_w + window.extent_w(), l.pixels));
        l.window.kernel_w = l.taps.columns;
        l.window.stride_w = pixels * window.stride_w / l.pixels;
        l.window.dilation_w = 1;
    }
    l.kernel_lanes = l.taps.rows * l.taps.columns;
}

} // namespace

WindowLayout window_layout(const Stream& input, const Window& window, int kernel, int pixels,
                           int group_beats, int out_groups) {
    const auto out = window_output_shape(input.shape, window, 1);
    WindowLayout l;
    l.lanes = input.lanes;
    l.in_height = input.shape.height;
    l.pixels = input.pixels;
    l.in_width = static_cast<int>(input.groups_per_row());
    l.last_pixels = input.shape.width - (l.in_width - 1) * l.pixels;
    l.pixel_beats = static_cast<int>(input.beats_per_group());
    l.window = window;
    l.out_height = out.height;
    l.out_width = static_cast<int>(ceil_div(out.width, pixels));
    count_words(l, window, kernel, pixels);
    l.group_beats = group_beats;
    l.out_groups = out_groups;
    l.alike_rows = window.kernel_h == 1 && window.stride_h == 1 && !window.has_padding() &&
                   l.window.dilation_w == 1 && l.window.kernel_w == l.window.stride_w &&
                   l.in_width == l.out_width * l.window.stride_w;
    if (l.alike_rows) {
        l.in_height *= l.out_width;
        l.out_height *= l.out_width;
        l.in_width = l.window.stride_w;
        l.out_width = 1;
        l.last_pixels = l.pixels; // what is beyond a row's end only goes to outputs beyond it
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
            {"InPixels", l.pixels},
            {"LastPixels", l.last_pixels},
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
            {"PadValue", pad_value},
            {"Taps", l.taps.taps},
            {"Pixels", l.taps.pixels},
            {"Phase", l.taps.phase},
            {"PixelStep", l.taps.pixel_step},
            {"TapStep", l.taps.tap_step}};
}

std::vector<std::string> window_sources() {
    return {"include/sluice_assert.svh",
            "blocks/counter/sluice_counter.sv",
            "blocks/window/sluice_below.sv",
            "blocks/window/sluice_ram.sv",
            "blocks/window/sluice_window_writer.sv",
            "blocks/window/sluice_window_loops.sv",
            "blocks/window/sluice_window_rows.sv",
            "blocks/window/sluice_window_place.sv",
            "blocks/window/sluice_window_read.sv",
            "blocks/window/sluice_window.sv",
            "blocks/window/sluice_taps.sv"};
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
