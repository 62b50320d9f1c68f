// SPDX-License-Identifier: Apache-2.0
#include "quantizer/draft.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/fixed_point.h"
#include "base/nearest.h"
#include "quantizer/calibration/choose_range.h"
#include "quantizer/layers/ending.h"
#include "quantizer/layers/given_weights.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

namespace {

constexpr double kOutputMargin = 1.125;

std::vector<int> bits_by_layer(const graph::Graph& graph, const Plan& plan,
                               const Options& options) {
    std::vector<int> bits;
    std::vector<std::string> names;
    for (const PlanLayer& layer : plan.layers) {
        const auto own = options.layer_weight_bits.find(layer.name);
        const int others = options.max_drop_db ? 8 : options.weight_bits;
        bits.push_back(own == options.layer_weight_bits.end() ? others : own->second);
        if (has_weights(*layer.op))
            names.push_back(layer.name);
    }
    for (const auto& [name, unused] : options.layer_weight_bits)
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw Error(graph.name,
                        fmt::format("weight_bits names the layer '{}', and no layer with weights "
                                    "is called so",
                                    printable(name)),
                        names.empty()
                            ? "leave it out"
                            : fmt::format("did you mean '{}'?", printable(nearest(name, names))));
    return bits;
}

network::Tensor make_tensor(const graph::Graph& graph, const PlanTensor& planned,
                            const Affine& affine) {
    const graph::Value& value = graph.values[planned.value];
    return {value.name + (planned.rescaled ? "_rescaled" : ""), value.shape, affine.scale,
            affine.zero_point, 8};
}

network::Interface make_interface(const graph::Interface& from, network::TensorId tensor) {
    return {from.name, tensor, from.dims, from.channels_first, from.integer_offset};
}

// Whether the group's tensors are probabilities, made by Softmax and moved around since.
bool are_probabilities(const Plan& plan, int group) {
    const auto in_group = [&](PlanTensorId id) { return plan.tensors[id].scale_group == group; };
    bool any = false;
    for (const PlanLayer& layer : plan.layers) {
        if (!in_group(layer.output))
            continue;
        if (std::holds_alternative<graph::Softmax>(*layer.op))
            any = true;
        else if (!std::holds_alternative<graph::Rearrange>(*layer.op) &&
                 !std::holds_alternative<graph::MaxPool>(*layer.op) &&
                 !std::holds_alternative<graph::Concat>(*layer.op))
            return false;
    }
    return any && std::ranges::none_of(plan.inputs, in_group);
}

} // namespace

std::vector<bool> whole_range_groups(const Plan& plan) {
    std::vector<bool> whole(static_cast<std::size_t>(plan.scale_groups), false);
    for (const std::vector<PlanTensorId>* ids : {&plan.inputs, &plan.outputs})
        for (const PlanTensorId id : *ids)
            whole[plan.tensors[id].scale_group] = true;
    for (int group = 0; group < plan.scale_groups; ++group)
        whole[group] = whole[group] || are_probabilities(plan, group);
    return whole;
}

Range group_range(const Plan& plan, int group, const std::vector<Statistics>& statistics,
                  Method method, const Options& options) {
    Range range;
    for (const PlanTensor& tensor : plan.tensors)
        if (tensor.scale_group == group)
            range = range.joined(choose_range(statistics[tensor.value], method, options));
    return range;
}

Affine group_affine(const Plan& plan, int group, const std::vector<Statistics>& statistics,
                    Method method, const Options& options) {
    if (const auto levels = group_levels(plan, group))
        return {levels->scale, levels->zero_point};
    for (const PlanTensorId id : plan.inputs)
        if (plan.tensors[id].scale_group == group) {
            if (plan.tensors[id].integer_offset)
                return {1.0, -*plan.tensors[id].integer_offset};
            const Statistics& seen = statistics[plan.tensors[id].value];
            return affine_of_levels(seen.range, seen.levels, seen.levels_complete);
        }
    if (are_probabilities(plan, group))
        return affine_of({0.0, 255.0 / 256.0}); // whatever the frames
    if (!whole_range_groups(plan)[group])
        return affine_of(group_range(plan, group, statistics, method, options));
    Range range = group_range(plan, group, statistics, Method::minmax, options);
    if (options.method == Method::automatic)
        range = {range.low * kOutputMargin, range.high * kOutputMargin};
    return affine_of(range);
}

namespace {

// What a layer's table reads: the result's own levels, else its calibrated range.
Affine result_affine(const PlanLayer& layer, const std::vector<Statistics>& statistics,
                     const Options& options) {
    if (layer.result_levels)
        return {layer.result_levels->scale, layer.result_levels->zero_point};
    return affine_of(choose_range(statistics[layer.result], options.method, options));
}

// The numbers around a layer.
LayerContext context_of(const Draft& draft, std::size_t layer) {
    const Plan& plan = draft.plan;
    const PlanLayer& planned = plan.layers[layer];
    LayerContext context;
    context.model = draft.graph->name;
    context.name = planned.name;
    context.weight_bits = draft.weight_bits[layer];
    for (const PlanTensorId id : planned.inputs) {
        context.shapes.push_back(draft.graph->values[plan.tensors[id].value].shape);
        context.inputs.push_back(draft.groups[plan.tensors[id].scale_group]);
    }
    context.output = draft.groups[plan.tensors[planned.output].scale_group];
    context.result = draft.results[layer];
    context.activations = planned.activations;
    context.weights = &draft.weights[layer];
    context.result_levels = planned.result_levels;
    context.output_levels = plan.tensors[planned.output].levels;
    context.given = is_given(plan, planned);
    return context;
}

// Weights of an already quantized model keep the width that they have, where no one says another.
// Before a sign, every product counts and the rest may saturate.
template <typename Op>
void fit_weights(Draft& draft, std::size_t l, const Op& op, const Options& options) {
    const PlanLayer& layer = draft.plan.layers[l];
    if (options.layer_weight_bits.count(layer.name) == 0)
        draft.weight_bits[l] = given_bits(op.weights, op.bias, context_of(draft, l));
    if (!ends_in_sign(layer.activations, layer.result_levels.has_value()))
        return;
    const LayerContext context = context_of(draft, l);
    const std::vector<double> steps = given_steps(op.weights, op.bias, context);
    draft.results[l] = {context.inputs[0].scale * *std::min_element(steps.begin(), steps.end()), 0};
}

void fit_given_layers(Draft& draft, const Options& options) {
    for (std::size_t l = 0; l < draft.plan.layers.size(); ++l) {
        const PlanLayer& layer = draft.plan.layers[l];
        if (!is_given(draft.plan, layer))
            continue;
        if (const auto* conv = std::get_if<graph::Conv>(layer.op))
            fit_weights(draft, l, *conv, options);
        else if (const auto* matrix = std::get_if<graph::FullyConnected>(layer.op))
            fit_weights(draft, l, *matrix, options);
    }
}

} // namespace

Draft make_draft(std::shared_ptr<const graph::Graph> graph,
                 const std::vector<Statistics>& statistics, const Options& options) {
    Draft draft;
    draft.graph = std::move(graph);
    draft.plan = plan_layers(*draft.graph);
    unify_scales(draft.plan);
    for (int group = 0; group < draft.plan.scale_groups; ++group)
        draft.groups.push_back(
            group_affine(draft.plan, group, statistics, options.method, options));
    for (const PlanLayer& layer : draft.plan.layers)
        draft.results.push_back(result_affine(layer, statistics, options));
    draft.weights.resize(draft.plan.layers.size());
    draft.weight_bits = bits_by_layer(*draft.graph, draft.plan, options);
    fit_given_layers(draft, options);
    return draft;
}

network::Layer make_layer(const Draft& draft, std::size_t layer) {
    const Plan& plan = draft.plan;
    const PlanLayer& planned = plan.layers[layer];
    const LayerContext context = context_of(draft, layer);
    return {planned.name, planned.sources, quantize_op(*planned.op, context), planned.inputs,
            planned.output};
}

network::Network make_network(const Draft& draft, const Options& options) {
    return make_network(draft, options, {}, std::vector<bool>(draft.plan.layers.size(), true));
}

network::Network make_network(const Draft& draft, const Options& options,
                              const network::Network& before, const std::vector<bool>& changed) {
    const graph::Graph& graph = *draft.graph;
    const Plan& plan = draft.plan;
    network::Network network;
    network.name = graph.name;
    network.notes = plan.notes;
    network.quantization_method = method_name(options.method);
    for (const PlanTensor& tensor : plan.tensors)
        network.tensors.push_back(make_tensor(graph, tensor, draft.groups[tensor.scale_group]));
    for (std::size_t i = 0; i < plan.layers.size(); ++i) {
        network.layers.push_back(changed[i] ? make_layer(draft, i) : before.layers[i]);
        const PlanLayer& planned = plan.layers[i];
        if (network::gives_indices(network.layers.back().kind)) {
            network::Tensor& index = network.tensors[planned.output];
            const Shape& in = network.tensors[planned.inputs[0]].shape;
            index.scale = 1.0;
            index.zero_point = 0;
            index.bits = signed_bits(0, in.channels - 1);
        }
        if (std::holds_alternative<network::MaxPlace>(network.layers.back().kind)) {
            network.tensors[planned.output].scale = 1.0;
            network.tensors[planned.output].zero_point = 0;
        }
    }
    for (std::size_t i = 0; i < graph.inputs.size(); ++i)
        network.inputs.push_back(make_interface(graph.inputs[i], plan.inputs[i]));
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
        network.outputs.push_back(make_interface(graph.outputs[i], plan.outputs[i]));
    return network;
}

} // namespace sluice::quantizer
