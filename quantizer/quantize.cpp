// SPDX-License-Identifier: Apache-2.0
#include "quantizer/quantize.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/calibration/choose_range.h"
#include "quantizer/calibration/observe.h"
#include "quantizer/layers/layers.h"
#include "quantizer/plan/plan.h"

namespace sluice::quantizer {

namespace {

void check_options(const graph::Graph& graph, const Options& options) {
    if (options.weight_bits < 2 || options.weight_bits > 8)
        throw Error(graph.name, fmt::format("weight_bits is {}", options.weight_bits),
                    "choose 2 to 8");
    if (!(options.percentile > 0.0 && options.percentile <= 100.0))
        throw Error(graph.name, fmt::format("percentile is {}", options.percentile),
                    "choose more than 0 and at most 100");
}

// The quantization of every group of tensors. A group with an input of the graph is the input's;
// clipping never narrows what the host gives or takes, so that a logit cannot tie at the limit.
std::vector<Affine> group_affines(const Plan& plan, const std::vector<Statistics>& statistics,
                                  const Options& options) {
    std::vector<bool> at_output(static_cast<std::size_t>(plan.scale_groups), false);
    for (const PlanTensorId id : plan.outputs)
        at_output[plan.tensors[id].scale_group] = true;
    std::vector<Range> ranges(static_cast<std::size_t>(plan.scale_groups));
    for (const PlanTensor& tensor : plan.tensors) {
        const Statistics& seen = statistics[tensor.value];
        Range& range = ranges[tensor.scale_group];
        range =
            range.joined(at_output[tensor.scale_group] ? seen.range : choose_range(seen, options));
    }
    std::vector<Affine> affines;
    for (const Range& range : ranges)
        affines.push_back(affine_of(range));
    for (const PlanTensorId id : plan.inputs) {
        const Statistics& seen = statistics[plan.tensors[id].value];
        affines[plan.tensors[id].scale_group] =
            affine_of_levels(seen.range, seen.levels, seen.levels_complete);
    }
    return affines;
}

network::Tensor make_tensor(const graph::Graph& graph, const PlanTensor& planned,
                            const Affine& affine) {
    const graph::Value& value = graph.values[planned.value];
    return {value.name + (planned.rescaled ? "_rescaled" : ""), value.shape, affine.scale,
            affine.zero_point, 8};
}

network::Interface make_interface(const graph::Interface& from, network::TensorId tensor) {
    return {from.name, tensor, from.dims, from.channels_first};
}

network::Layer make_layer(const graph::Graph& graph, const Plan& plan, const PlanLayer& planned,
                          const std::vector<Affine>& affines,
                          const std::vector<Statistics>& statistics, const Options& options) {
    LayerContext context;
    context.model = graph.name;
    context.name = planned.name;
    context.weight_bits = options.weight_bits;
    for (const PlanTensorId id : planned.inputs) {
        context.shapes.push_back(graph.values[plan.tensors[id].value].shape);
        context.inputs.push_back(affines[plan.tensors[id].scale_group]);
    }
    context.output = affines[plan.tensors[planned.output].scale_group];
    context.result = affine_of(choose_range(statistics[planned.result], options));
    context.activations = planned.activations;
    return {planned.name, planned.sources, quantize_op(*planned.op, context), planned.inputs,
            planned.output};
}

} // namespace

network::Network quantize(const graph::Graph& graph, const FrameSource& calibration,
                          const Options& options, const Progress& progress) {
    graph::validate(graph);
    check_options(graph, options);
    Plan plan = plan_layers(graph);
    unify_scales(plan);
    const std::vector<Statistics> statistics = observe(graph, calibration, options, progress);
    const std::vector<Affine> affines = group_affines(plan, statistics, options);

    network::Network network;
    network.name = graph.name;
    network.notes = plan.notes;
    network.quantization_method = method_name(options.method);
    for (const PlanTensor& tensor : plan.tensors)
        network.tensors.push_back(make_tensor(graph, tensor, affines[tensor.scale_group]));
    for (const PlanLayer& planned : plan.layers) {
        network.layers.push_back(make_layer(graph, plan, planned, affines, statistics, options));
        if (std::holds_alternative<graph::ArgMax>(*planned.op)) { // an index, not an activation
            network::Tensor& index = network.tensors[planned.output];
            const Shape& in = network.tensors[planned.inputs[0]].shape;
            index.scale = 1.0;
            index.zero_point = 0;
            index.bits = signed_bits(0, in.channels - 1);
        }
    }
    for (std::size_t i = 0; i < graph.inputs.size(); ++i)
        network.inputs.push_back(make_interface(graph.inputs[i], plan.inputs[i]));
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
        network.outputs.push_back(make_interface(graph.outputs[i], plan.outputs[i]));
    network::validate(network);
    return network;
}

} // namespace sluice::quantizer
