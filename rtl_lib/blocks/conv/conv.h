// SPDX-License-Identifier: Apache-2.0
// sluice_conv: convolution, dense, grouped or depthwise, with requantization.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "base/window.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// Also fully connected layers: a window as large as the image, or an image of one pixel.
struct Conv {
    Shape input;
    Window window;
    int groups = 1; // depthwise when groups = input.channels = out_channels > 1
    int out_channels = 1;
    int weight_bits = 8;
    bool lowest_weight = true; // whether a weight is -2^(weight_bits-1)
    int pad_value = 0;
    int accumulator_bits = 24; // holds every partial sum of every output channel
    int sum_bits = 24;         // holds accumulator + bias
    int shift_min = 1;         // smallest and largest requantization shift of the layer
    int shift_max = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool table = false;
    Parallelism parallelism;
    int input_pixels = 1; // of an input beat; one of window_input_pixels()
    Mapping mapping = {};
    int multiplier_bits = 18;  // more where the integers of a model must be met
    bool ties_to_even = false; // halves, as other quantizers round them; else upwards

    bool depthwise() const {
        return groups == input.channels && groups == out_channels && groups > 1;
    }
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Conv& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Conv& block);
std::vector<Stream> input_streams(const Conv& block);
std::vector<Stream> output_streams(const Conv& block);
std::vector<Parameter> parameters(const Conv& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Conv& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Conv& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Conv& block);
Resources resources(const Conv& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Conv& block);
// The block with another parallelism, and with the fewest input pixels with which the input is no
// slower than the operations (the most that it can take, if none is enough); throws Error naming
// the nearest legal values.
Conv with_parallelism(const Conv& block, const Parallelism& parallelism);
// The block with an input of `pixels` a beat, where it can take that and becomes no slower.
Conv with_input_pixels(const Conv& block, int pixels);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const Conv& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const Conv& block, BeatPorts ports);

} // namespace sluice::rtl
