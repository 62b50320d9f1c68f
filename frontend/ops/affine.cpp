// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/affine.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// The channel that index `at` of a dimension running over `group` belongs to.
std::int64_t channel_of(const AxisGroup& group, const Shape& shape, std::int64_t at) {
    std::int64_t channel = 0;
    for (auto axis = group.rbegin(); axis != group.rend(); ++axis) {
        if (*axis == Axis::channel)
            channel = at % shape.channels;
        at /= axis_size(shape, *axis);
    }
    return channel;
}

struct Affine {
    std::vector<double> scale;
    std::vector<double> bias;
};

void import_affine(Step& step, const View& view, const Affine& affine) {
    step.set_output(emit_affine(step, view, affine.scale, affine.bias));
}

// The constant of a binary operator with one constant input, and the other input's view.
struct Binary {
    View view;
    std::vector<double> values;
    bool constant_first = false;
};

Binary constant_operand(const Step& step) {
    Binary out;
    out.constant_first = step.is_constant(0);
    const Tensor& tensor = step.constant(out.constant_first ? 0 : 1, "second operand");
    out.view = with_rank(step.view(out.constant_first ? 1 : 0), tensor.dims.size());
    out.values = per_channel(step, out.view, tensor);
    return out;
}

// x * HardSigmoid(x), as exporters write HardSwish before opset 14.
std::optional<View> as_hard_swish(Step& step) {
    for (const std::size_t gate : {std::size_t{0}, std::size_t{1}}) {
        const View& inner = step.view(1 - gate);
        const graph::Node* node = step.producer(step.view(gate).value);
        if (node == nullptr || node->inputs[0] != inner.value)
            continue;
        const auto* activation = std::get_if<graph::Activation>(&node->op);
        if (activation == nullptr || activation->kind != graph::ActivationKind::hard_sigmoid ||
            std::abs(activation->alpha - 1.0 / 6.0) > 1e-6 || activation->beta != 0.5 ||
            step.view(gate).axes != inner.axes)
            continue;
        View out = inner;
        graph::Activation swish;
        swish.kind = graph::ActivationKind::hard_swish;
        out.value = step.emit(swish, {inner.value}, step.shape(inner.value));
        return out;
    }
    return std::nullopt;
}

} // namespace

View with_rank(const View& view, std::size_t rank) {
    View out = view;
    while (out.dims.size() < rank) {
        out.dims.insert(out.dims.begin(), 1);
        out.axes.insert(out.axes.begin(), AxisGroup{});
    }
    return out;
}

std::vector<double> per_channel(const Step& step, const View& view, const Tensor& tensor) {
    const Shape shape = step.shape(view.value);
    const std::size_t rank = view.dims.size();
    const std::size_t offset = rank - tensor.dims.size();
    bool covers_channels = false;
    for (std::size_t i = 0; i < tensor.dims.size(); ++i) {
        const AxisGroup& group = view.axes[offset + i];
        step.require(tensor.dims[i] == 1 || tensor.dims[i] == view.dims[offset + i],
                     fmt::format("combines a tensor of {} with a constant of {}",
                                 dims_text(view.dims), dims_text(tensor.dims)),
                     "use a constant with one number, or one for each channel");
        covers_channels = covers_channels ||
                          (tensor.dims[i] > 1 &&
                           std::find(group.begin(), group.end(), Axis::channel) != group.end());
    }
    step.require(tensor.elements() > 0, "has an empty constant", "export the model again");
    const auto channels = static_cast<std::size_t>(shape.channels);
    std::vector<double> out(channels, 0.0);
    std::vector<bool> known(channels, false);
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        std::int64_t rest = i;
        std::int64_t channel = 0;
        for (std::size_t d = tensor.dims.size(); d-- > 0;) {
            const std::int64_t at = rest % tensor.dims[d];
            rest /= tensor.dims[d];
            channel += channel_of(view.axes[offset + d], shape, at);
        }
        const auto c = static_cast<std::size_t>(channel);
        step.require(!known[c] || out[c] == tensor.at(i),
                     fmt::format("has a constant of {} that differs between pixels of one channel",
                                 dims_text(tensor.dims)),
                     "use a constant with one number, or one for each channel");
        out[c] = tensor.at(i);
        known[c] = true;
    }
    if (!covers_channels)
        std::fill(out.begin(), out.end(), out[0]);
    return out;
}

View emit_affine(Step& step, const View& view, const std::vector<double>& scale,
                 const std::vector<double>& bias, const std::string& suffix) {
    const bool same = std::all_of(scale.begin(), scale.end(), [](double s) { return s == 1.0; }) &&
                      std::all_of(bias.begin(), bias.end(), [](double b) { return b == 0.0; });
    if (same)
        return view;
    const Shape shape = step.shape(view.value);
    graph::Conv conv;
    conv.groups = shape.channels;
    conv.out_channels = shape.channels;
    for (std::size_t c = 0; c < scale.size(); ++c) {
        conv.weights.push_back(static_cast<float>(scale[c]));
        conv.bias.push_back(static_cast<float>(bias[c]));
    }
    View out = view;
    out.value = step.emit(std::move(conv), {view.value}, shape, suffix);
    return out;
}

void import_batch_normalization(Step& step) {
    step.only_first_output();
    const View& view = step.view(0);
    step.require(step.integer("training_mode", 0) == 0, "is in training mode",
                 "export the model for inference");
    step.require(step.opset() >= 9 || step.integer("spatial", 1) == 1, "has spatial=0",
                 "export it with one scale for each channel");
    step.require(view.dims.size() >= 2, "needs a batch and a channel dimension",
                 "export the model again");
    const char* const roles[] = {"", "scale", "bias", "mean", "variance"};
    std::vector<double> values[5];
    for (std::size_t i = 1; i < 5; ++i) {
        Tensor tensor = step.constant(i, roles[i]);
        step.require(tensor.elements() == view.dims[1],
                     fmt::format("has a {} of shape {} for an input of {}", roles[i],
                                 dims_text(tensor.dims), dims_text(view.dims)),
                     "export the model again");
        tensor.dims.assign(view.dims.size() - 1, 1);
        tensor.dims[0] = view.dims[1];
        values[i] = per_channel(step, view, tensor);
    }
    const double epsilon = step.number("epsilon", 1e-5);
    Affine affine;
    for (std::size_t c = 0; c < values[1].size(); ++c) {
        const double scale = values[1][c] / std::sqrt(values[4][c] + epsilon);
        affine.scale.push_back(scale);
        affine.bias.push_back(values[2][c] - values[3][c] * scale);
    }
    import_affine(step, view, affine);
}

void import_mul(Step& step) {
    if (!step.is_constant(0) && !step.is_constant(1)) {
        if (auto swish = as_hard_swish(step))
            return step.set_output(std::move(*swish));
        step.fail("multiplies two activations", "multiply by constants only");
    }
    const Binary binary = constant_operand(step);
    import_affine(step, binary.view,
                  {binary.values, std::vector<double>(binary.values.size(), 0.0)});
}

void import_div(Step& step) {
    const bool by_constant = !step.is_constant(0) && step.is_constant(1);
    step.require(by_constant, "divides by an activation", "divide by constants only");
    Binary binary = constant_operand(step);
    for (double& value : binary.values)
        value = 1.0 / value;
    import_affine(step, binary.view,
                  {binary.values, std::vector<double>(binary.values.size(), 0.0)});
}

void import_sub(Step& step) {
    if (!step.is_constant(0) && !step.is_constant(1)) {
        const View& left = step.view(0);
        const View& right = step.view(1);
        step.require(left.axes == right.axes && left.dims == right.dims,
                     fmt::format("subtracts tensors of {} and {}", dims_text(left.dims),
                                 dims_text(right.dims)),
                     "use tensors of equal shape");
        const auto channels = static_cast<std::size_t>(step.shape(right.value).channels);
        const View negative = emit_affine(step, right, std::vector<double>(channels, -1.0),
                                          std::vector<double>(channels, 0.0), "_negative");
        View out = left;
        out.value = step.emit(graph::Add{}, {left.value, negative.value}, step.shape(left.value));
        return step.set_output(std::move(out));
    }
    Binary binary = constant_operand(step);
    std::vector<double> scale(binary.values.size(), binary.constant_first ? -1.0 : 1.0);
    if (!binary.constant_first)
        for (double& value : binary.values)
            value = -value;
    import_affine(step, binary.view, {scale, binary.values});
}

void import_neg(Step& step) {
    const View& view = step.view(0);
    const auto channels = static_cast<std::size_t>(step.shape(view.value).channels);
    import_affine(step, view,
                  {std::vector<double>(channels, -1.0), std::vector<double>(channels, 0.0)});
}

} // namespace sluice::frontend
