// SPDX-License-Identifier: Apache-2.0
// Unary functions of every element, whatever the layout.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

void emit_activation(Step& step, const graph::Activation& activation) {
    View out = step.view(0);
    out.value = step.emit(activation, {out.value}, step.shape(out.value));
    step.set_output(std::move(out));
}

// Exporters write "no bound" as the largest float.
double bound(double value) {
    if (std::abs(value) >= static_cast<double>(std::numeric_limits<float>::max()))
        return std::copysign(HUGE_VAL, value);
    return value;
}

double clip_bound(const Step& step, const char* name, std::size_t index, double fallback) {
    if (step.opset() < 11)
        return bound(step.number(name, fallback));
    if (!step.has_input(index))
        return fallback;
    const Tensor& tensor = step.constant(index, name);
    step.require(tensor.elements() == 1,
                 fmt::format("has a '{}' of shape {}", name, dims_text(tensor.dims)),
                 "use a single number");
    return bound(tensor.at(0));
}

} // namespace

void import_activation(Step& step) {
    using graph::ActivationKind;
    const std::string& op = step.node().op;
    graph::Activation out;
    if (op == "Relu") {
        out.kind = ActivationKind::relu;
    } else if (op == "LeakyRelu") {
        out.kind = ActivationKind::leaky_relu;
        out.alpha = step.number("alpha", 0.01);
    } else if (op == "Sigmoid") {
        out.kind = ActivationKind::sigmoid;
    } else if (op == "Tanh") {
        out.kind = ActivationKind::tanh;
    } else if (op == "HardSigmoid") {
        out.kind = ActivationKind::hard_sigmoid;
        out.alpha = step.number("alpha", 0.2);
        out.beta = step.number("beta", 0.5);
    } else if (op == "HardSwish") {
        out.kind = ActivationKind::hard_swish;
    } else if (op == "Elu") {
        out.kind = ActivationKind::elu;
        out.alpha = step.number("alpha", 1.0);
    } else {
        SLUICE_CHECK(op == "Softplus", "no activation of this name");
        out.kind = ActivationKind::softplus;
    }
    emit_activation(step, out);
}

void import_clip(Step& step) {
    graph::Activation out;
    out.kind = graph::ActivationKind::clip;
    out.low = clip_bound(step, "min", 1, -HUGE_VAL);
    out.high = clip_bound(step, "max", 2, HUGE_VAL);
    step.require(out.low <= out.high, fmt::format("clips to {} .. {}", out.low, out.high),
                 "give it a minimum below its maximum");
    if (out.low == -HUGE_VAL && out.high == HUGE_VAL)
        return step.set_output(step.view(0));
    if (out.low == 0.0 && out.high == HUGE_VAL)
        out = graph::Activation{};
    emit_activation(step, out);
}

} // namespace sluice::frontend
