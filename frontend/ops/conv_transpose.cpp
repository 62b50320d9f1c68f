// SPDX-License-Identifier: Apache-2.0
// ConvTranspose: weights from [in][out / groups][kernel] to OHWI; output_shape and auto_pad become
// pads.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

std::vector<float> to_ohwi(const Tensor& tensor, const graph::ConvTranspose& op,
                           const ImageAxes& axes) {
    const std::int64_t in_group = tensor.dims[0] / op.groups;
    const std::int64_t out_group = tensor.dims[1];
    const Window& window = op.window;
    const bool transposed = axes.spatial.size() == 2 && axes.spatial[0] == Axis::width;
    std::vector<float> out;
    for (std::int64_t o = 0; o < op.out_channels; ++o)
        for (std::int64_t h = 0; h < window.kernel_h; ++h)
            for (std::int64_t w = 0; w < window.kernel_w; ++w)
                for (std::int64_t i = 0; i < in_group; ++i) {
                    const std::int64_t in = o / out_group * in_group + i;
                    const std::int64_t tap =
                        transposed ? w * window.kernel_h + h : h * window.kernel_w + w;
                    out.push_back(static_cast<float>(
                        tensor.at((in * out_group + o % out_group) * window.positions() + tap)));
                }
    return out;
}

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

    graph::ConvTranspose op;
    op.groups = static_cast<int>(groups);
    op.out_channels = static_cast<int>(weights.dims[1] * groups);
    Shape out{1, 1, op.out_channels};
    for (std::size_t i = 0; i < count; ++i) {
        const bool vertical = axes.spatial[i] == Axis::height;
        const std::int64_t kernel = weights.dims[2 + i];
        const std::int64_t size = axis_size(in, axes.spatial[i]);
        for (const std::int64_t value : {strides[i], dilations[i]})
            step.require(value >= 1 && value <= 65535, "has a stride or dilation below 1",
                         "export the model again");
        const std::int64_t full = (size - 1) * strides[i] + (kernel - 1) * dilations[i] + 1;
        const Ends ends = ends_of(step, i, count, full);
        const std::int64_t result = full + ends.extra - ends.before - ends.after;
        step.require(ends.before >= 0 && ends.after >= 0 && ends.extra >= 0 && result >= 1 &&
                         result <= kMaxElements,
                     "has negative or too large padding", "export the model again");
        Window& w = op.window;
        (vertical ? w.kernel_h : w.kernel_w) = static_cast<int>(kernel);
        (vertical ? w.stride_h : w.stride_w) = static_cast<int>(strides[i]);
        (vertical ? w.dilation_h : w.dilation_w) = static_cast<int>(dilations[i]);
        (vertical ? w.pad_top : w.pad_left) = static_cast<int>(ends.before);
        (vertical ? w.pad_bottom : w.pad_right) = static_cast<int>(ends.after);
        (vertical ? op.extra_h : op.extra_w) = static_cast<int>(ends.extra);
        (vertical ? out.height : out.width) = static_cast<int>(result);
    }
    step.require(out.elements() <= kMaxElements, "makes too large a tensor", "use a smaller model");
    op.weights = to_ohwi(weights, op, axes);
    op.bias.assign(static_cast<std::size_t>(op.out_channels), 0.0F);
    if (step.has_input(2)) {
        const Tensor& bias = step.constant(2, "bias");
        step.require(bias.elements() == op.out_channels, "has a wrong number of biases",
                     "export the model again");
        for (std::int64_t o = 0; o < op.out_channels; ++o)
            op.bias[static_cast<std::size_t>(o)] = static_cast<float>(bias.at(o));
    }
    const graph::ValueId value = step.emit(std::move(op), {view.value}, out);
    step.set_output(image_view(value, out, axes));
}

} // namespace sluice::frontend
