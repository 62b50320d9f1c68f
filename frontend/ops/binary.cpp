// SPDX-License-Identifier: Apache-2.0
// Sub, Mul, Div, Pow, Max, Min, Mean. One number, or one for each channel, becomes weights; one
// number where a unary function says it, an activation; any other constant a value of the graph.
#include "frontend/ops/binary.h"

#include <cmath>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/affine.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

using graph::BinaryKind;

// The constant operand as one number for each channel of the other, which is operand `data`.
struct PerChannel {
    View view;
    std::vector<double> values;
};

std::optional<PerChannel> per_channel_operand(Step& step, std::size_t data) {
    if (step.is_constant(data) || !step.is_constant(1 - data))
        return std::nullopt;
    const Tensor& tensor = step.constant(1 - data, "operand");
    const View view = with_rank(step.view(data), tensor.dims.size());
    auto values = per_channel_values(view, step.shape(view.value), tensor);
    if (!values)
        return std::nullopt;
    return PerChannel{view, std::move(*values)};
}

void import_activation_of(Step& step, std::size_t data, const graph::Activation& activation) {
    const std::size_t rank = step.constant(1 - data, "operand").dims.size();
    View out = with_rank(step.view(data), rank);
    out.value = step.emit(activation, {out.value}, step.shape(out.value));
    step.set_output(std::move(out));
}

void import_general(Step& step, BinaryKind kind) {
    const View left = step.any_view(0);
    const View right = step.any_view(1);
    step.set_output(emit_binary(step, graph::Binary{kind}, left, right));
}

// Several operands, one after another.
void import_fold(Step& step, BinaryKind kind) {
    View out = step.any_view(0);
    for (std::size_t i = 1; i < step.inputs(); ++i) {
        const View next = step.any_view(i);
        out = emit_binary(step, graph::Binary{kind}, out, next,
                          i + 1 == step.inputs() ? "" : fmt::format("_{}", i));
    }
    step.set_output(std::move(out));
}

// Max or Min with one number is a bound.
void import_bound(Step& step, BinaryKind kind) {
    for (const std::size_t data : {std::size_t{0}, std::size_t{1}}) {
        if (step.inputs() != 2 || step.is_constant(data))
            continue;
        const std::optional<double> bound = scalar_constant(step, 1 - data);
        if (!bound)
            continue;
        graph::Activation clip;
        clip.kind = graph::ActivationKind::clip;
        clip.low = kind == BinaryKind::maximum ? *bound : -HUGE_VAL;
        clip.high = kind == BinaryKind::maximum ? HUGE_VAL : *bound;
        if (kind == BinaryKind::maximum && *bound == 0.0)
            clip = graph::Activation{};
        return import_activation_of(step, data, clip);
    }
    import_fold(step, kind);
}

} // namespace

View emit_binary(Step& step, graph::Op op, const View& left, const View& right,
                 const std::string& suffix) {
    Conformed both = conform(step, left, right);
    const graph::ValueId a = repeated(step, both.left, both.shape);
    const graph::ValueId b = repeated(step, both.right, both.shape);
    both.view.value = step.emit(std::move(op), {a, b}, both.shape, suffix);
    return both.view;
}

std::optional<double> scalar_constant(const Step& step, std::size_t index) {
    if (!step.is_constant(index))
        return std::nullopt;
    const Tensor& tensor = step.constant(index, "operand");
    if (tensor.elements() != 1)
        return std::nullopt;
    return tensor.at(0);
}

void import_mul(Step& step) {
    for (const std::size_t data : {std::size_t{0}, std::size_t{1}})
        if (const auto by = per_channel_operand(step, data))
            return step.set_output(emit_affine(step, by->view, by->values,
                                               std::vector<double>(by->values.size(), 0.0)));
    import_general(step, BinaryKind::multiply);
}

void import_div(Step& step) {
    for (const std::size_t operand : {std::size_t{0}, std::size_t{1}})
        step.require(step.is_constant(operand) || !step.padded_view(operand).integers,
                     "divides integers, which rounds the values",
                     "cast them to a floating type before");
    if (auto by = per_channel_operand(step, 0)) {
        for (double& value : by->values)
            value = 1.0 / value;
        return step.set_output(
            emit_affine(step, by->view, by->values, std::vector<double>(by->values.size(), 0.0)));
    }
    if (const auto numerator = scalar_constant(step, 0); numerator && !step.is_constant(1)) {
        View out = with_rank(step.view(1), step.constant(0, "operand").dims.size());
        const Shape shape = step.shape(out.value);
        graph::Activation reciprocal;
        reciprocal.kind = graph::ActivationKind::reciprocal;
        out.value =
            step.emit(reciprocal, {out.value}, shape, *numerator == 1.0 ? "" : "_reciprocal");
        const auto channels = static_cast<std::size_t>(shape.channels);
        return step.set_output(emit_affine(step, out, std::vector<double>(channels, *numerator),
                                           std::vector<double>(channels, 0.0)));
    }
    const View numerator = step.any_view(0);
    View divisor = step.any_view(1);
    graph::Activation reciprocal;
    reciprocal.kind = graph::ActivationKind::reciprocal;
    const Shape shape = step.shape(divisor.value);
    divisor.value = step.emit(reciprocal, {divisor.value}, shape, "_reciprocal");
    step.set_output(emit_binary(step, graph::Binary{BinaryKind::multiply}, numerator, divisor));
}

void import_sub(Step& step) {
    for (const std::size_t data : {std::size_t{0}, std::size_t{1}})
        if (auto by = per_channel_operand(step, data)) {
            const std::vector<double> scale(by->values.size(), data == 0 ? 1.0 : -1.0);
            if (data == 0)
                for (double& value : by->values)
                    value = -value;
            return step.set_output(emit_affine(step, by->view, scale, by->values));
        }
    import_general(step, BinaryKind::subtract);
}

void import_pow(Step& step) {
    const auto exponent = scalar_constant(step, 1);
    if (!exponent || step.is_constant(0))
        return import_general(step, BinaryKind::power);
    graph::Activation power;
    power.kind = *exponent == 0.5   ? graph::ActivationKind::sqrt
                 : *exponent == -1. ? graph::ActivationKind::reciprocal
                                    : graph::ActivationKind::power;
    power.alpha = power.kind == graph::ActivationKind::power ? *exponent : 0.0;
    import_activation_of(step, 0, power);
}

void import_max(Step& step) {
    import_bound(step, BinaryKind::maximum);
}

void import_min(Step& step) {
    import_bound(step, BinaryKind::minimum);
}

void import_mean(Step& step) {
    View sum = step.any_view(0);
    for (std::size_t i = 1; i < step.inputs(); ++i) {
        const View next = step.any_view(i);
        sum = emit_binary(step, graph::Add{}, sum, next, fmt::format("_sum{}", i));
    }
    const auto channels = static_cast<std::size_t>(step.shape(sum.value).channels);
    const double share = 1.0 / static_cast<double>(step.inputs());
    step.set_output(emit_affine(step, sum, std::vector<double>(channels, share),
                                std::vector<double>(channels, 0.0)));
}

} // namespace sluice::frontend
