// SPDX-License-Identifier: Apache-2.0
// Gemm and MatMul with constant weights: a fully connected layer over the whole frame, or a 1x1
// convolution when a MatMul multiplies the channels of every pixel.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// A matrix [inputs][outputs] somewhere in a constant.
struct Matrix {
    const Tensor* tensor = nullptr;
    bool transposed = false;
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;

    double at(std::int64_t in, std::int64_t out) const {
        return tensor->at(transposed ? out * inputs + in : in * outputs + out);
    }
};

Matrix matrix(const Step& step, std::size_t index, bool transposed) {
    const Tensor& tensor = step.constant(index, "weights");
    step.require(tensor.dims.size() == 2 && tensor.elements() > 0,
                 fmt::format("has weights of shape {}", dims_text(tensor.dims)),
                 "use a matrix of weights");
    return {&tensor, transposed, tensor.dims[transposed ? 1 : 0], tensor.dims[transposed ? 0 : 1]};
}

// Where pixel h, w, channel c stands in a vector that runs over the parts in `order`.
std::int64_t position(const AxisGroup& order, int h, int w, int c) {
    std::int64_t index = 0;
    for (const Part& part : order) {
        const std::int64_t at = part.axis == Axis::height ? h : part.axis == Axis::width ? w : c;
        index = index * part.size + at / part.stride % part.size;
    }
    return index;
}

// [out][height][width][channels] from a matrix over a vector in `order`.
std::vector<float> to_hwc(const Matrix& weights, const AxisGroup& order, const Shape& shape,
                          double factor) {
    std::vector<float> out;
    out.reserve(static_cast<std::size_t>(weights.inputs * weights.outputs));
    for (std::int64_t o = 0; o < weights.outputs; ++o)
        for (int h = 0; h < shape.height; ++h)
            for (int w = 0; w < shape.width; ++w)
                for (int c = 0; c < shape.channels; ++c)
                    out.push_back(
                        static_cast<float>(factor * weights.at(position(order, h, w, c), o)));
    return out;
}

void check_inner(const Step& step, const View& view, const Matrix& weights) {
    step.require(view.dims.back() == weights.inputs,
                 fmt::format("multiplies a tensor of {} by a matrix of {} rows",
                             dims_text(view.dims), weights.inputs),
                 "export the model again");
}

// The whole frame, which lies in the last dimension of `view`.
void connect(Step& step, const View& view, const Matrix& weights, double factor,
             std::vector<float> bias) {
    const Shape in = step.shape(view.value);
    graph::FullyConnected op;
    op.out_channels = static_cast<int>(weights.outputs);
    op.weights = to_hwc(weights, view.axes.back(), in, factor);
    op.bias = std::move(bias);
    const Shape out{1, 1, op.out_channels};
    View result;
    result.axes = view.axes;
    result.axes.back() = without_units({Axis::channel}, out);
    result.dims = dims_of(result.axes);
    result.value = step.emit(std::move(op), {view.value}, out);
    step.set_output(std::move(result));
}

} // namespace

void import_gemm(Step& step) {
    const View view = step.view(0);
    step.require(step.integer("transA", 0) == 0, "has transA=1", "export it with transA=0");
    step.require(
        view.dims.size() == 2 && view.axes[0].empty(),
        fmt::format("takes a tensor of {} instead of batch and features", dims_text(view.dims)),
        "flatten the tensor before it");
    const Matrix weights = matrix(step, 1, step.integer("transB", 0) != 0);
    check_inner(step, view, weights);
    const double beta = step.number("beta", 1.0);
    std::vector<float> bias(static_cast<std::size_t>(weights.outputs), 0.0F);
    if (step.has_input(2)) {
        const Tensor& c = step.constant(2, "bias");
        step.require(c.elements() == 1 || (c.elements() == weights.outputs && !c.dims.empty() &&
                                           c.dims.back() == weights.outputs),
                     fmt::format("has a bias of shape {} for {} outputs", dims_text(c.dims),
                                 weights.outputs),
                     "use one bias for each output");
        for (std::int64_t o = 0; o < weights.outputs; ++o)
            bias[static_cast<std::size_t>(o)] =
                static_cast<float>(beta * c.at(c.elements() == 1 ? 0 : o));
    }
    connect(step, view, weights, step.number("alpha", 1.0), std::move(bias));
}

void import_mat_mul(Step& step) {
    step.require(!step.is_constant(0), "multiplies a constant by the model's data",
                 "swap its inputs and transpose the constant");
    View view = step.view(0);
    step.require(step.is_constant(1), "multiplies two activations",
                 "compute the attention with convolutions, or end the model before it");
    const Matrix weights = matrix(step, 1, false);
    step.require(!view.dims.empty(), "multiplies a scalar", "export the model again");
    check_inner(step, view, weights);
    const auto outs = static_cast<std::size_t>(weights.outputs);
    if (group_size(view.axes.back()) == step.shape(view.value).elements())
        return connect(step, view, weights, 1.0, std::vector<float>(outs, 0.0F));

    view = along_channels(step, view, view.dims.size() - 1);
    const Shape in = step.shape(view.value);
    graph::Conv conv;
    conv.out_channels = static_cast<int>(weights.outputs);
    conv.weights = to_hwc(weights, {{Axis::channel, in.channels, 1}}, {1, 1, in.channels}, 1.0);
    conv.bias.assign(outs, 0.0F);
    const Shape out{in.height, in.width, conv.out_channels};
    View result = view;
    result.axes.back() = without_units({Axis::channel}, out);
    result.dims = dims_of(result.axes);
    result.value = step.emit(std::move(conv), {view.value}, out);
    step.set_output(std::move(result));
}

} // namespace sluice::frontend
