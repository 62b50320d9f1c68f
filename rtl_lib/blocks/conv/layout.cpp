// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/conv/layout.h"

#include <algorithm>

#include "base/fixed_point.h"
namespace sluice::rtl {

namespace {

int group_beats(const Conv& c) {
    if (c.depthwise())
        return 1;
    return static_cast<int>(ceil_div(c.input.channels / c.groups, c.parallelism.in_channels));
}

int out_groups(const Conv& c) {
    if (c.depthwise())
        return 1;
    return static_cast<int>(ceil_div(c.out_channels / c.groups, c.parallelism.out_channels));
}

} // namespace

std::int64_t conv_results(const Conv& c) {
    if (c.depthwise())
        return ceil_div(c.input.channels, c.parallelism.in_channels);
    return std::int64_t{c.groups} * out_groups(c);
}

std::int64_t conv_operations(const Conv& c) {
    return std::int64_t{c.window.positions()} / c.parallelism.kernel * group_beats(c);
}

std::int64_t conv_cycles(const Conv& c) {
    const auto out = window_output_shape(c.input, c.window, c.out_channels);
    return out.height * ceil_div(out.width, c.parallelism.pixels) * conv_results(c) *
           conv_operations(c);
}

int requant_lanes(const Conv& c) {
    const int lanes = c.parallelism.out_channels;
    const auto fewest = ceil_div(lanes, conv_operations(c));
    if (conv_results(c) == 1)
        return static_cast<int>(fewest);
    int divisor = static_cast<int>(fewest);
    while (lanes % divisor != 0)
        ++divisor;
    return divisor;
}

ConvLayout conv_layout(const Conv& c) {
    ConvLayout l;
    l.output = window_output_shape(c.input, c.window, c.out_channels);
    l.window =
        window_layout({c.input, c.parallelism.in_channels, 8, c.input_pixels}, c.window,
                      c.parallelism.kernel, c.parallelism.pixels, group_beats(c), out_groups(c));

    l.dot.in_lanes = c.parallelism.in_channels;
    l.dot.out_lanes = c.parallelism.out_channels;
    l.dot.kernel_lanes = c.parallelism.kernel;
    l.dot.pixels = c.parallelism.pixels;
    l.dot.weight_bits = c.weight_bits;
    l.dot.acc_bits = c.accumulator_bits;
    l.dot.words = conv_results(c) * conv_operations(c);
    l.dot.depthwise = c.depthwise();
    l.dot.logic = c.mapping.products == Unit::logic;
    if (!l.dot.logic)
        l.dot.pair_bits = packed_operand_bits(c.mapping.packing);
    l.dot.high_bits = c.weight_bits + (c.lowest_weight ? 1 : 0);

    l.requant.lanes = requant_lanes(c);
    l.requant.pixels = c.parallelism.pixels;
    l.requant.acc_bits = c.accumulator_bits;
    l.requant.sum_bits = c.sum_bits;
    l.requant.groups = static_cast<int>(ceil_div(c.out_channels, l.requant.lanes));
    l.requant.shift_min = c.shift_min;
    l.requant.shift_max = c.shift_max;
    l.requant.zero_point = c.zero_point;
    l.requant.clamp_low = c.clamp_low;
    l.requant.clamp_high = c.clamp_high;
    l.requant.table = c.table;
    l.requant.multiplier_bits = c.multiplier_bits;

    l.result_beats = static_cast<int>(ceil_div(l.dot.out_lanes, l.requant.lanes));
    l.last_beats = l.requant.groups - static_cast<int>(conv_results(c) - 1) * l.result_beats;

    // A requantizer of logic takes its time where results are rare.
    if (c.mapping.requantizer == Unit::logic) {
        const auto apart = conv_operations(c) / l.result_beats;
        l.requant.digits = c.multiplier_bits == kMultiplierBits ? requant_digits(apart) : 0;
        if (l.result_beats > 1)
            l.beats_apart = static_cast<int>(apart);
    }

    // The FIFO's own latency is 2, and a credit counts from the cycle after the beat has left. One
    // credit would do where results are rare, but then every wait of the reader would be one of
    // ours.
    const int serialiser = l.result_beats > 1 ? 1 : 0;
    l.latency = kWindowLatency + dot_latency(l.dot) + serialiser + requant_latency(l.requant);
    const int loop = l.latency + (l.result_beats - 1) * l.beats_apart + 2 + 1;
    l.credits = std::max(2, static_cast<int>(ceil_div(loop, conv_operations(c))));
    l.fifo_beats = l.credits * l.result_beats;
    return l;
}

} // namespace sluice::rtl
