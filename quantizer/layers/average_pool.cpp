// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

namespace {

// The numbers of taps inside the image that occur along one direction.
std::set<int> inside_counts(int size, int out_size, int kernel, int stride, int dilation, int pad) {
    std::set<int> counts;
    for (int o = 0; o < out_size; ++o) {
        int inside = 0;
        for (int k = 0; k < kernel; ++k) {
            const int at = o * stride - pad + k * dilation;
            inside += at >= 0 && at < size;
        }
        counts.insert(inside);
    }
    return counts;
}

// Every divisor that some output pixel uses.
std::set<int> divisors(const graph::AveragePool& op, const Shape& in) {
    const Window& w = op.window;
    if (op.count_include_pad)
        return {w.positions()};
    const Shape out = window_output_shape(in, w, in.channels);
    std::set<int> result;
    for (const int rows :
         inside_counts(in.height, out.height, w.kernel_h, w.stride_h, w.dilation_h, w.pad_top))
        for (const int columns :
             inside_counts(in.width, out.width, w.kernel_w, w.stride_w, w.dilation_w, w.pad_left))
            if (rows * columns > 0)
                result.insert(rows * columns);
    return result;
}

} // namespace

network::LayerKind to_layer(const graph::AveragePool& op, const LayerContext& context) {
    const Affine& input = context.inputs[0];
    const Ending ending = ending_of(context);
    SLUICE_CHECK(ending.table.empty(), "average pooling ends in clamps alone");
    const std::set<int> used = divisors(op, context.shapes[0]);
    SLUICE_CHECK(!used.empty(), "some window lies inside the image");
    const double factor = input.scale / ending.requantized.scale;
    check_factor(factor / *used.begin(), context);

    network::AveragePool layer;
    layer.window = op.window;
    layer.count_include_pad = op.count_include_pad;
    layer.pad_value = input.zero_point;
    layer.bias = -op.window.positions() * input.zero_point;
    const int bits = context.given ? kWideMultiplierBits : kMultiplierBits;
    layer.shift = context.given && used.size() == 1
                      ? given_factor(factor / *used.begin(), bits).shift
                      : to_fixed_factor(factor / *used.begin(), bits).shift;
    layer.ties_to_even = context.given;
    layer.multiplier.assign(static_cast<std::size_t>(op.window.positions()), 0);
    for (const int n : used) // the others never occur and stay 0
        layer.multiplier[n - 1] = fixed_multiplier(factor / n, layer.shift, bits);
    layer.zero_point = ending.requantized.zero_point;
    layer.clamp_low = ending.clamp_low;
    layer.clamp_high = ending.clamp_high;
    return layer;
}

} // namespace sluice::quantizer
