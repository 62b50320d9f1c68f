// SPDX-License-Identifier: Apache-2.0
// Conv: weights from OIHW to OHWI, in the axes that the image has.
#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

std::vector<float> to_ohwi(const Tensor& tensor, const Window& window, const ImageAxes& axes) {
    const std::int64_t outs = tensor.dims[0];
    const std::int64_t ins = tensor.dims[1];
    const bool transposed = axes.spatial.size() == 2 && axes.spatial[0] == Axis::width;
    std::vector<float> out;
    out.reserve(tensor.floats.size());
    for (std::int64_t o = 0; o < outs; ++o)
        for (std::int64_t h = 0; h < window.kernel_h; ++h)
            for (std::int64_t w = 0; w < window.kernel_w; ++w)
                for (std::int64_t i = 0; i < ins; ++i) {
                    const std::int64_t tap =
                        transposed ? w * window.kernel_h + h : h * window.kernel_w + w;
                    const std::int64_t index = (o * ins + i) * window.positions() + tap;
                    out.push_back(static_cast<float>(tensor.at(index)));
                }
    return out;
}

} // namespace

void import_conv(Step& step) {
    View view = step.padded_view(0);
    if (view.padding && view.padding->value != 0.0)
        view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Shape in = step.shape(view.value);
    const Tensor& weights = step.constant(1, "weights");
    step.require(weights.dims.size() == view.dims.size(),
                 fmt::format("has weights of shape {} for an input of {}", dims_text(weights.dims),
                             dims_text(view.dims)),
                 "export the model again");
    const std::int64_t groups = step.integer("group", 1);
    const std::int64_t outs = weights.dims[0];
    step.require(weights.elements() > 0 && groups >= 1 && outs % groups == 0 &&
                     in.channels % groups == 0 && weights.dims[1] == in.channels / groups,
                 fmt::format("has weights of shape {} and group={} for {} channels",
                             dims_text(weights.dims), groups, in.channels),
                 "export the model again");
    const std::vector<std::int64_t> kernel(weights.dims.begin() + 2, weights.dims.end());
    step.require(step.integers("kernel_shape", kernel) == kernel,
                 "has a kernel_shape that is not its weights'", "export the model again");

    graph::Conv conv;
    conv.window = plan_window(step, view, axes, kernel).window;
    conv.groups = static_cast<int>(groups);
    conv.out_channels = static_cast<int>(outs);
    conv.weights = to_ohwi(weights, conv.window, axes);
    conv.bias.assign(static_cast<std::size_t>(outs), 0.0F);
    if (step.has_input(2)) {
        const Tensor& bias = step.constant(2, "bias");
        step.require(bias.elements() == outs,
                     fmt::format("has {} biases for {} output channels", bias.elements(), outs),
                     "export the model again");
        for (std::int64_t o = 0; o < outs; ++o)
            conv.bias[static_cast<std::size_t>(o)] = static_cast<float>(bias.at(o));
    }
    const Shape out = window_output_shape(in, conv.window, conv.out_channels);
    const graph::ValueId value = step.emit(std::move(conv), {view.value}, out);
    step.set_output(image_view(value, out, axes));
}

} // namespace sluice::frontend
