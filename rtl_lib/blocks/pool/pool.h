// SPDX-License-Identifier: Apache-2.0
// sluice_pool: max or average pooling over a window, or where in it the maximum lies.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "base/window.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/memory_image.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

struct Pool {
    Shape input;
    Window window;
    bool average = false; // else max
    bool places = false;  // max: where in its window the first maximum lies, not what it is
    bool count_include_pad = false;
    int pad_value = 0;     // average: what a tap outside the image reads; max ignores it
    std::int64_t bias = 0; // average: see network::AveragePool
    std::vector<std::int32_t> multiplier;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    Parallelism parallelism;   // in_channels (= out_channels), kernel, pixels
    Mapping mapping = {};      // of an average: its requantizer
    int input_pixels = 1;      // of an input beat; one of window_input_pixels()
    int multiplier_bits = 18;  // more where the integers of a model must be met
    bool ties_to_even = false; // halves, as other quantizers round them; else upwards

    // Whether an average's factor depends on how many taps are inside the image.
    bool factor_by_count() const {
        return average && !count_include_pad && window.has_padding() && window.positions() > 1;
    }
};

// The factors by count (parameter "MultiplierFile"), or nothing where there is one factor.
std::vector<MemoryImage> pool_images(const Pool& block);

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Pool& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Pool& block);
std::vector<Stream> input_streams(const Pool& block);
std::vector<Stream> output_streams(const Pool& block);
std::vector<Parameter> parameters(const Pool& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Pool& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Pool& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Pool& block);
Resources resources(const Pool& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Pool& block);
// The block with another parallelism, and with the fewest input pixels with which the input is no
// slower than the operations (the most that it can take, if none is enough); throws Error naming
// the nearest legal values.
Pool with_parallelism(const Pool& block, const Parallelism& parallelism);
// The block with an input of `pixels` a beat, where it can take that and becomes no slower.
Pool with_input_pixels(const Pool& block, int pixels);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const Pool& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const Pool& block, BeatPorts ports);

} // namespace sluice::rtl
