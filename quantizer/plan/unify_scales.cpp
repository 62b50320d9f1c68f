// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "quantizer/plan/plan.h"

namespace sluice::quantizer {

namespace {

// Sets of tensors that share a scale; each knows whether an input of the graph is in it.
class ScaleSets {
public:
    explicit ScaleSets(const std::vector<PlanTensor>& tensors) {
        for (const PlanTensor& tensor : tensors)
            add(tensor.is_input);
    }

    int add(bool has_input) {
        parent_.push_back(static_cast<int>(parent_.size()));
        has_input_.push_back(has_input);
        return parent_.back();
    }

    int root(int tensor) const {
        while (parent_[tensor] != tensor)
            tensor = parent_[tensor];
        return tensor;
    }

    bool has_input(int tensor) const { return has_input_[root(tensor)]; }

    void join(int a, int b) {
        a = root(a);
        b = root(b);
        parent_[std::max(a, b)] = std::min(a, b);
        has_input_[std::min(a, b)] = has_input_[a] || has_input_[b];
    }

private:
    std::vector<int> parent_;
    std::vector<bool> has_input_;
};

const graph::Op& identity() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    static const graph::Op op =
        graph::Activation{graph::ActivationKind::clip, -kInfinity, kInfinity, 0.0, 0.0};
    return op;
}

// Concatenation does too, once each operand can.
bool passes_scale(const graph::Op& op) {
    return std::holds_alternative<graph::MaxPool>(op) ||
           std::holds_alternative<graph::MaxUnpool>(op) || // of the values, not the indices
           std::holds_alternative<graph::Rearrange>(op) || std::holds_alternative<graph::Pad>(op) ||
           (std::holds_alternative<graph::TopK>(op) && !std::get<graph::TopK>(op).indices);
}

std::string rescale_name(const std::string& wanted, std::set<std::string>& names) {
    std::string name = wanted + "_rescale";
    for (int i = 2; !names.insert(name).second; ++i)
        name = wanted + "_rescale_" + std::to_string(i);
    return name;
}

} // namespace

void unify_scales(Plan& plan) {
    ScaleSets sets(plan.tensors);
    const auto differs = [&](PlanTensorId operand, PlanTensorId output) {
        const auto &from = plan.tensors[operand].levels, &to = plan.tensors[output].levels;
        return from && !(to && from->scale == to->scale && from->zero_point == to->zero_point &&
                         from->low >= to->low && from->high <= to->high);
    };
    std::set<std::string> names;
    for (const PlanLayer& layer : plan.layers) {
        names.insert(layer.name);
        if (passes_scale(*layer.op) && !differs(layer.inputs[0], layer.output))
            sets.join(layer.inputs[0], layer.output);
    }
    std::vector<PlanLayer> layers;
    for (PlanLayer& layer : plan.layers) {
        if (std::holds_alternative<graph::Concat>(*layer.op) ||
            (passes_scale(*layer.op) && differs(layer.inputs[0], layer.output)))
            for (PlanTensorId& operand : layer.inputs) {
                if (std::holds_alternative<graph::MaxUnpool>(*layer.op) &&
                    &operand != &layer.inputs[0])
                    continue;
                if (sets.has_input(operand) || differs(operand, layer.output)) {
                    const PlanTensorId copy = sets.add(false);
                    plan.tensors.push_back(
                        {.value = plan.tensors[operand].value, .rescaled = true});
                    layers.push_back({.name = rescale_name(layer.name, names),
                                      .sources = {},
                                      .op = &identity(),
                                      .activations = {},
                                      .result = plan.tensors[operand].value,
                                      .inputs = {operand},
                                      .output = copy});
                    operand = copy;
                }
                sets.join(operand, layer.output);
            }
        layers.push_back(std::move(layer));
    }
    plan.layers = std::move(layers);

    std::vector<int> group_of(plan.tensors.size(), -1);
    plan.scale_groups = 0;
    for (std::size_t t = 0; t < plan.tensors.size(); ++t) {
        int& group = group_of[sets.root(static_cast<int>(t))];
        if (group < 0)
            group = plan.scale_groups++;
        plan.tensors[t].scale_group = group;
    }
}

std::optional<graph::Quantization> group_levels(const Plan& plan, int group) {
    for (const PlanTensor& tensor : plan.tensors)
        if (tensor.scale_group == group && tensor.levels)
            return tensor.levels;
    return std::nullopt;
}

bool is_given(const Plan& plan, const PlanLayer& layer) {
    return layer.result_levels || plan.tensors[layer.output].levels ||
           std::any_of(layer.inputs.begin(), layer.inputs.end(),
                       [&](PlanTensorId id) { return plan.tensors[id].levels.has_value(); });
}

} // namespace sluice::quantizer
