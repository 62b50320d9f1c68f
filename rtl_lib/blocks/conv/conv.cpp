// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/conv/conv.h"

#include <algorithm>

#include "base/error.h"
#include "rtl_lib/blocks/conv/layout.h"

namespace sluice::rtl {

const char* module_name(const Conv&) {
    return "sluice_conv";
}

std::vector<std::string> sources(const Conv&) {
    std::vector<std::string> files = {"include/sluice_assert.svh"};
    for (const auto& part : {window_sources(), dot_sources(), requant_sources()})
        for (const auto& file : part)
            if (std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
    files.insert(files.end(), {"blocks/fifo/sluice_fifo.sv", "blocks/collect/sluice_credits.sv",
                               "blocks/conv/sluice_serialiser.sv", "blocks/conv/sluice_conv.sv"});
    return files;
}

std::vector<Stream> input_streams(const Conv& c) {
    return {{c.input, c.parallelism.in_channels, 8, c.input_pixels}};
}

std::vector<Stream> output_streams(const Conv& c) {
    return {{window_output_shape(c.input, c.window, c.out_channels), requant_lanes(c), 8,
             c.parallelism.pixels}};
}

std::vector<Parameter> parameters(const Conv& c) {
    const auto l = conv_layout(c);
    std::vector<Parameter> list = window_parameters(l.window, c.pad_value);
    list[0].name = "InLanes"; // the window's Lanes
    const std::vector<Parameter> rest = {{"OutLanes", l.dot.out_lanes},
                                         {"RequantLanes", l.requant.lanes},
                                         {"Depthwise", l.dot.depthwise ? 1 : 0},
                                         {"LastBeats", l.last_beats},
                                         {"Credits", l.credits},
                                         {"FifoBeats", l.fifo_beats},
                                         {"WeightBits", c.weight_bits},
                                         {"PairBits", l.dot.pair_bits},
                                         {"HighBits", l.dot.high_bits},
                                         {"LogicProducts", l.dot.logic ? 1 : 0},
                                         {"RequantDigits", l.requant.digits},
                                         {"RequantApart", l.beats_apart},
                                         {"AccBits", c.accumulator_bits},
                                         {"SumBits", c.sum_bits},
                                         {"ParamWords", l.requant.groups},
                                         {"ShiftMin", c.shift_min},
                                         {"ShiftMax", c.shift_max},
                                         {"ZeroPoint", c.zero_point},
                                         {"ClampLow", c.clamp_low},
                                         {"ClampHigh", c.clamp_high},
                                         {"HasTable", c.table ? 1 : 0}};
    list.insert(list.end(), rest.begin(), rest.end());
    add_exact_parameters(list, c.multiplier_bits, c.ties_to_even);
    return list;
}

void validate(const Conv& c) {
    const auto& p = c.parallelism;
    SLUICE_CHECK(c.groups >= 1 && c.input.channels % c.groups == 0 &&
                     c.out_channels % c.groups == 0,
                 "groups do not divide the channels");
    SLUICE_CHECK(c.weight_bits >= 2 && c.weight_bits <= 8, "weight bits out of range");
    SLUICE_CHECK(c.pad_value >= -128 && c.pad_value <= 127, "pad value out of range");
    SLUICE_CHECK(c.accumulator_bits >= 2 && c.accumulator_bits <= 32 && c.sum_bits <= 32,
                 "accumulator wider than 32 bits");
    SLUICE_CHECK(p.kernel == 1 || p.kernel == c.window.kernel_w || p.kernel == c.window.positions(),
                 "kernel parallelism is neither 1 nor a row nor all");
    SLUICE_CHECK(p.pixels == 1 || window_takes_pixels(c.window, p.kernel),
                 "several pixels at once without a kernel row");
    const auto legal = window_input_pixels(c.input, c.window, p.kernel, p.pixels);
    SLUICE_CHECK(std::find(legal.begin(), legal.end(), c.input_pixels) != legal.end(),
                 "input pixels out of range");
    if (c.depthwise()) {
        SLUICE_CHECK(p.in_channels == p.out_channels && p.in_channels >= 1 &&
                         p.in_channels <= c.input.channels,
                     "depthwise lanes out of range");
    } else {
        const int in = c.input.channels / c.groups;
        const int out = c.out_channels / c.groups;
        SLUICE_CHECK(p.in_channels >= 1 && p.in_channels <= in && p.out_channels >= 1 &&
                         p.out_channels <= out,
                     "lanes out of range");
        SLUICE_CHECK(c.groups == 1 || (in % p.in_channels == 0 && out % p.out_channels == 0),
                     "lanes of a grouped convolution must divide the group's channels");
    }
    validate(conv_layout(c).requant);
}

std::int64_t interval_cycles(const Conv& c) {
    return std::max(input_streams(c)[0].beats(), conv_cycles(c));
}

std::int64_t products(const Conv& c) {
    const auto& p = c.parallelism;
    return std::int64_t{p.pixels} * p.out_channels * p.kernel * (c.depthwise() ? 1 : p.in_channels);
}

} // namespace sluice::rtl
