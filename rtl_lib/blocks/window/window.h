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
#include "rtl_lib/lanes.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// Pixels of an input beat that a window with `kernel` positions and `pixels` outputs at once can
// take, ascending: those that divide the step from one group of outputs to the next. More than 1 of
// either asks for a whole row of the kernel at once.
std::vector<int> window_input_pixels(const Shape& input, const Window& window, int kernel,
                                     int pixels);
bool window_takes_pixels(const Window& window, int kernel);

// Where the taps of neighbouring output pixels lie in the words of an operation; sluice_taps.
struct WindowTaps {
    int rows = 1;    // of words, and of taps
    int columns = 1; // of words
    int taps = 1;    // of a row
    int pixels = 1;  // outputs
    int phase = 0;
    int pixel_step = 1;
    int tap_step = 1;
};

// What the module is told; the words are its header's. Sizes across a row count words of the line
// buffer, `pixels` neighbours each.
struct WindowLayout {
    int lanes = 1;
    int pixels = 1;      // of a word
    int last_pixels = 1; // of a row's last word
    int in_height = 1;
    int in_width = 1;
    int pixel_beats = 1;
    Window window;
    int out_height = 1;
    int out_width = 1;
    int kernel_lanes = 1;
    int group_beats = 1;
    int out_groups = 1;
    bool alike_rows = false; // rows do not overlap: each is one group of outputs
    WindowTaps taps;

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

// `kernel` positions for `pixels` neighbouring outputs at once; input.pixels is one of
// window_input_pixels(). A window that shares no words with its neighbours (1x1 without stride)
// sees an image of such windows, one a row: it then keeps windows, not rows.
WindowLayout window_layout(const Stream& input, const Window& window, int kernel, int pixels,
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

// All parameters of sluice_window but LaneBits (8), its Pixels as InPixels; and those of
// sluice_taps that do not follow from them, for a block that holds both.
std::vector<Parameter> window_parameters(const WindowLayout& layout, int pad_value);

// sluice_window with its parts, and sluice_taps; relative to rtl_lib/, in order.
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
