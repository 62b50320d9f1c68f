// SPDX-License-Identifier: Apache-2.0
// Unary functions of every element, whatever the layout.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

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
    struct Rule {
        ActivationKind kind;
        double alpha = 0.0; // default of the attribute; where it has none, of no effect
        double beta = 0.0;
        const char* beta_name = "beta";
    };
    static const std::map<std::string, Rule> kRules = {
        {"Abs", {ActivationKind::abs}},
        {"Ceil", {ActivationKind::ceil}},
        {"Celu", {ActivationKind::celu, 1.0}},
        {"Elu", {ActivationKind::elu, 1.0}},
        {"Erf", {ActivationKind::erf}},
        {"Exp", {ActivationKind::exp}},
        {"Floor", {ActivationKind::floor}},
        {"Gelu", {ActivationKind::gelu}},
        {"HardSigmoid", {ActivationKind::hard_sigmoid, 0.2, 0.5}},
        {"HardSwish", {ActivationKind::hard_swish}},
        {"LeakyRelu", {ActivationKind::leaky_relu, 0.01}},
        {"Log", {ActivationKind::log}},
        {"Mish", {ActivationKind::mish}},
        {"Reciprocal", {ActivationKind::reciprocal}},
        {"Relu", {ActivationKind::relu}},
        {"Round", {ActivationKind::round}},
        {"Selu",
         {ActivationKind::selu, 1.67326319217681884765625, 1.05070102214813232421875, "gamma"}},
        {"Sigmoid", {ActivationKind::sigmoid}},
        {"Sign", {ActivationKind::sign}},
        {"Softplus", {ActivationKind::softplus}},
        {"Softsign", {ActivationKind::softsign}},
        {"Sqrt", {ActivationKind::sqrt}},
        {"Swish", {ActivationKind::swish, 1.0}},
        {"Tanh", {ActivationKind::tanh}},
        {"ThresholdedRelu", {ActivationKind::thresholded_relu, 1.0}},
    };
    const auto found = kRules.find(step.node().op);
    SLUICE_CHECK(found != kRules.end(), "no activation of this name");
    const Rule& rule = found->second;
    graph::Activation out;
    out.kind = rule.kind;
    out.alpha = rule.alpha == 0.0 ? 0.0 : step.number("alpha", rule.alpha);
    out.beta = rule.beta == 0.0 ? 0.0 : step.number(rule.beta_name, rule.beta);
    if (out.kind == ActivationKind::gelu && step.text("approximate", "none") == "tanh")
        out.kind = ActivationKind::gelu_tanh;
    emit_activation(step, out);
}

void import_clip(Step& step) {
    graph::Activation out;
    out.kind = graph::ActivationKind::clip;
    out.low = clip_bound(step, "min", 1, -HUGE_VAL);
    out.high = clip_bound(step, "max", 2, HUGE_VAL);
    out.low = std::min(out.low, out.high); // where they cross, ONNX lets the maximum win
    if (out.low == -HUGE_VAL && out.high == HUGE_VAL)
        return step.set_output(step.view(0));
    if (out.low == 0.0 && out.high == HUGE_VAL)
        out = graph::Activation{};
    emit_activation(step, out);
}

} // namespace sluice::frontend
