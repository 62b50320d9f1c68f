// SPDX-License-Identifier: Apache-2.0
// ConvTranspose as a convolution: of every `stride` neighbouring outputs each sees its own taps of
// the kernel on the same inputs. They are computed as channels of one pixel, then moved apart, and
// what padding takes away is cut off. Taps that some of them lack are weights of 0 here; the pass
// split_phases takes those apart.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// One spatial dimension: pads and what lies beyond the last tap.
struct Ends {
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::int64_t extra = 0;
};

Ends ends_of(const Step& step, std::size_t i, std::size_t count, std::int64_t full) {
    const auto pads = step.integers("pads", std::vector<std::int64_t>(2 * count, 0));
    const auto extra = step.integers("output_padding", std::vector<std::int64_t>(count, 0));
    const auto shape = step.integers("output_shape", {});
    const std::string auto_pad = step.text("auto_pad", "NOTSET");
    const bool same = auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER";
    step.require(pads.size() == 2 * count && extra.size() == count,
                 "has a wrong number of pads or output_padding", "export the model again");
    Ends ends{pads[i], pads[count + i], extra[i]};
    if (shape.empty() && !same)
        return auto_pad == "VALID" ? Ends{0, 0, extra[i]} : ends;
    // The last `count` entries are the spatial ones.
    const auto strides = step.integers("strides", std::vector<std::int64_t>(count, 1));
    const View& view = step.padded_view(0);
    const std::int64_t wanted =
        shape.empty() ? view.dims[2 + i] * strides[i] : shape.at(shape.size() - count + i);
    const std::int64_t total = full + extra[i] - wanted;
    if (total < 0)
        return {0, 0, extra[i] - total};
    ends.before = auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
    ends.after = total - ends.before;
    return ends;
}

// One axis: convolution output j holds the outputs `origin + j * phases` and the phases - 1 behind
// it, counted before the padding is taken away.
struct AxisPlan {
    int kernel = 1; // of the transposed convolution
    int dilation = 1;
    int phases = 1; // its stride
    int origin = 0;
    int taps = 1; // of the convolution
    int spacing = 1;
    int pad_before = 0;
    int pad_after = 0;
    int size = 1; // of the convolution's output
    int skip = 0; // of the outputs moved apart, those before the first
    int out = 1;

    // The tap of the kernel that tap `at` of the convolution is in a phase; nothing: none.
    std::optional<int> tap(int phase, int at) const {
        if (phases == 1)
            return taps - 1 - at;
        const int distance = origin + phase - (at - pad_before) * phases;
        if (distance < 0 || distance % dilation != 0 || distance / dilation >= kernel)
            return std::nullopt;
        return distance / dilation;
    }
};

// Of the outputs that must be, one in so many may be computed for nothing, to save a window.
constexpr std::int64_t kMostWaste = 15;

// Output t reads the inputs x with t - x * stride a tap of the kernel: for phase r of convolution
// output j, inputs j + o with 0 <= origin + r - o * stride <= (kernel - 1) * dilation.
AxisPlan plan_axis(int size, int kernel, int stride, int dilation, int before, int out) {
    AxisPlan plan{kernel, dilation, stride};
    plan.out = out;
    const int reach = (kernel - 1) * dilation;
    int after = 0; // how far convolution output j reaches beyond input j
    if (stride == 1) {
        plan.origin = std::min(before, reach);
        plan.taps = kernel;
        plan.spacing = dilation;
        plan.pad_before = reach - plan.origin;
        after = plan.origin;
    } else {
        // From a multiple of the stride on, phases of equally many taps read the same inputs and
        // share one window; a first and a last output may then be computed in part and cut off.
        const int shared = std::min(before, reach) / stride * stride;
        const bool even = dilation == 1 && kernel % stride == 0;
        const std::int64_t wanted = ceil_div(before - shared + out, stride);
        const bool wasteful = wanted * kMostWaste > ceil_div(out, stride) * (kMostWaste + 1);
        plan.origin = before > reach || (even && !wasteful) ? shared : before;
        plan.pad_before = (reach - plan.origin) / stride;
        after = static_cast<int>(ceil_div(plan.origin, stride));
        plan.taps = plan.pad_before + after + 1;
    }
    const int lead = (plan.taps - 1) * plan.spacing;
    plan.skip = before - plan.origin;
    const auto outputs = static_cast<int>(ceil_div(plan.skip + out, stride));
    plan.pad_after = std::max(0, outputs + after - size);
    plan.size = size + plan.pad_before + plan.pad_after - lead;
    return plan;
}

// Weights and bias, [in][out / groups][kernel] of `transposed` (width before height), for outputs
// [group][phase][channel of the group].
void set_weights(graph::Conv& conv, const Tensor& tensor, const std::vector<float>& bias,
                 const AxisPlan& rows, const AxisPlan& columns, bool transposed) {
    const std::int64_t in_group = tensor.dims[0] / conv.groups;
    const std::int64_t out_group = tensor.dims[1];
    const auto element = [&](std::int64_t in, std::int64_t out, int h, int w) {
        const std::int64_t tap = transposed ? w * rows.kernel + h : h * columns.kernel + w;
        return static_cast<float>(
            tensor.at((in * out_group + out) * rows.kernel * columns.kernel + tap));
    };
    for (std::int64_t g = 0; g < conv.groups; ++g)
        for (int phase = 0; phase < rows.phases * columns.phases; ++phase)
            for (std::int64_t o = 0; o < out_group; ++o) {
                conv.bias.push_back(bias[static_cast<std::size_t>(g * out_group + o)]);
                for (int i = 0; i < rows.taps; ++i)
                    for (int j = 0; j < columns.taps; ++j) {
                        const auto h = rows.tap(phase / columns.phases, i);
                        const auto w = columns.tap(phase % columns.phases, j);
                        for (std::int64_t k = 0; k < in_group; ++k)
                            conv.weights.push_back(h && w ? element(g * in_group + k, o, *h, *w)
                                                          : 0.0F);
                    }
            }
}

graph::ValueId emit_phases(Step& step, graph::ValueId input, graph::Conv conv, int out_channels,
                           const AxisPlan& rows, const AxisPlan& columns) {
    const int phases = rows.phases * columns.phases;
    const int groups = conv.groups;
    const int out_group = out_channels / groups;
    const Shape packed{rows.size, columns.size, out_channels * phases};
    const Shape apart{rows.size * rows.phases, columns.size * columns.phases, out_channels};
    const Shape wanted{rows.out, columns.out, out_channels};
    const bool whole = wanted == apart;
    step.require(packed.elements() <= kMaxElements && wanted.elements() <= kMaxElements,
                 "makes too large a tensor", "use a smaller model");
    graph::ValueId value =
        step.emit(std::move(conv), {input}, packed, phases == 1 && whole ? "" : "_phases");
    graph::Rearrange move{apart, {}};
    const std::int64_t row = std::int64_t{packed.width} * packed.channels;
    move.digits = {{rows.size, row},
                   {rows.phases, std::int64_t{columns.phases} * out_group},
                   {columns.size, packed.channels},
                   {columns.phases, out_group},
                   {groups, std::int64_t{phases} * out_group},
                   {out_group, 1}};
    value = emit_rearrange(step, value, std::move(move), whole ? "" : "_apart");
    graph::Rearrange crop{wanted, {}};
    for (const Axis axis : {Axis::height, Axis::width, Axis::channel})
        crop.digits.push_back({axis_size(wanted, axis), element_stride(apart, axis)});
    crop.offset = rows.skip * element_stride(apart, Axis::height) +
                  columns.skip * element_stride(apart, Axis::width);
    return emit_rearrange(step, value, std::move(crop), "");
}

} // namespace

void import_conv_transpose(Step& step) {
    View view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Shape in = step.shape(view.value);
    const Tensor& weights = step.constant(1, "weights");
    const std::size_t count = axes.spatial.size();
    const std::int64_t groups = step.integer("group", 1);
    step.require(weights.dims.size() == count + 2 && weights.elements() > 0 && groups >= 1 &&
                     weights.dims[0] == in.channels && in.channels % groups == 0 &&
                     weights.dims[1] * groups <= kMaxElements,
                 fmt::format("has weights of shape {} and group={} for {} channels",
                             dims_text(weights.dims), groups, in.channels),
                 "export the model again");
    const auto strides = step.integers("strides", std::vector<std::int64_t>(count, 1));
    const auto dilations = step.integers("dilations", std::vector<std::int64_t>(count, 1));
    const auto shape = step.integers("output_shape", {});
    step.require(strides.size() == count && dilations.size() == count &&
                     (shape.empty() || shape.size() >= count),
                 "has a wrong number of strides, dilations or output_shape",
                 "export the model again");

    const auto out_channels = static_cast<int>(weights.dims[1] * groups);
    AxisPlan rows;
    AxisPlan columns;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t kernel = weights.dims[2 + i];
        const std::int64_t size = axis_size(in, axes.spatial[i]);
        for (const std::int64_t value : {strides[i], dilations[i]})
            step.require(value >= 1 && value <= 65535, "has a stride or dilation below 1",
                         "export the model again");
        const std::int64_t full = (size - 1) * strides[i] + (kernel - 1) * dilations[i] + 1;
        const Ends ends = ends_of(step, i, count, full);
        const std::int64_t result = full + ends.extra - ends.before - ends.after;
        step.require(ends.before >= 0 && ends.after >= 0 && ends.extra >= 0 && result >= 1 &&
                         full + ends.extra <= kMaxElements,
                     "has negative or too large padding", "export the model again");
        (axes.spatial[i] == Axis::height ? rows : columns) =
            plan_axis(static_cast<int>(size), static_cast<int>(kernel),
                      static_cast<int>(strides[i]), static_cast<int>(dilations[i]),
                      static_cast<int>(ends.before), static_cast<int>(result));
    }
    std::vector<float> bias(static_cast<std::size_t>(out_channels), 0.0F);
    if (step.has_input(2)) {
        const Tensor& tensor = step.constant(2, "bias");
        step.require(tensor.elements() == out_channels, "has a wrong number of biases",
                     "export the model again");
        for (std::int64_t o = 0; o < out_channels; ++o)
            bias[static_cast<std::size_t>(o)] = static_cast<float>(tensor.at(o));
    }
    step.require(std::int64_t{rows.phases} * columns.phases * rows.taps * columns.taps *
                         out_channels <=
                     kMaxElements / std::max(1, in.channels),
                 "has too many weights", "use smaller strides");
    graph::Conv conv;
    conv.groups = static_cast<int>(groups);
    conv.phases = rows.phases * columns.phases;
    conv.out_channels = out_channels * conv.phases;
    conv.window = {rows.taps,
                   columns.taps,
                   1,
                   1,
                   rows.spacing,
                   columns.spacing,
                   rows.pad_before,
                   columns.pad_before,
                   rows.pad_after,
                   columns.pad_after};
    set_weights(conv, weights, bias, rows, columns, count == 2 && axes.spatial[0] == Axis::width);
    const graph::ValueId value =
        emit_phases(step, view.value, std::move(conv), out_channels, rows, columns);
    step.set_output(image_view(value, {rows.out, columns.out, out_channels}, axes));
}

} // namespace sluice::frontend
