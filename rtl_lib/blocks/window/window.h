// SPDX-License-Identifier: Apache-2.0
// sluice_window: keeps the rows that a sliding window needs and reads them out. Not a block of its
// own: the front end of convolution and pooling.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/shape.h"
#include "base/window.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// What the module is told; the words are its header's.
struct WindowLayout {
    int lanes = 1;
    int in_height = 1;
    int in_width = 1;
    int pixel_beats = 1;
    Window window;
    int out_height = 1;
    int out_width = 1;
    int kernel_lanes = 1;
    int group_beats = 1;
    int out_groups = 1;

    // Accumulations of a pixel, operations of an accumulation, operations of a frame.
    std::int64_t sums() const { return std::int64_t{pixel_beats} / group_beats * out_groups; }
    std::int64_t sum_operations() const {
        return std::int64_t{window.positions()} / kernel_lanes * group_beats;
    }
    std::int64_t operations() const {
        return std::int64_t{out_height} * out_width * sums() * sum_operations();
    }
    std::int64_t in_beats() const { return std::int64_t{in_height} * in_width * pixel_beats; }
};

// From issue to op_valid_o.
constexpr int kWindowLatency = 5;

// A window of one pixel, without stride or padding, sees an image of one column: it then keeps
// pixels, not rows.
WindowLayout window_layout(const Stream& input, const Window& window, int kernel_lanes,
                           int group_beats, int out_groups);

// The fewest rows with which a frame takes max(in_beats, operations) cycles.
int window_rows(const WindowLayout& layout);

// Its memories: `rows` times `columns` of them, of `words` beats each.
struct WindowBanks {
    int rows = 1;
    int columns = 1;
    std::int64_t words = 1;
};
WindowBanks window_banks(const WindowLayout& layout);

// All parameters of the module but LaneBits (8).
std::vector<Parameter> window_parameters(const WindowLayout& layout, int pad_value);

// sluice_ram, sluice_window; relative to rtl_lib/, in order.
std::vector<std::string> window_sources();
Resources window_resources(const WindowLayout& layout, const Family& family);

// Its timing, for the beat process of a block that it is the front end of.
class WindowReader {
public:
    WindowReader(const WindowLayout& layout, BeatChannel& in);

    // Takes every input beat whose cycle can be known; returns whether there was one.
    bool take_beats();
    // Whether the cycle of the next accumulation's first operation is known.
    bool has_data() const;
    // Issues the next accumulation, its last operation not before `last_from`; returns the cycle of
    // that. Precondition: has_data().
    Cycle issue(Cycle last_from);

private:
    std::int64_t needed_pixel() const;
    void end_pixel(Cycle at);

    WindowLayout layout_;
    std::int64_t rows_;
    BeatChannel* in_;
    // Writer: the next beat's place, and when each recent pixel was complete.
    std::int64_t write_row_ = 0;
    std::int64_t write_x_ = 0;
    std::int64_t write_beat_ = 0;
    std::int64_t pixels_ = 0;
    std::vector<Cycle> complete_;                         // ring
    std::deque<std::pair<std::int64_t, Cycle>> released_; // rows before .first, from .second on
    // Reader: the next accumulation's place.
    std::int64_t frame_ = 0;
    int oy_ = 0;
    int ox_ = 0;
    std::int64_t sum_ = 0;
    Cycle last_ = -1;
};

} // namespace sluice::rtl
