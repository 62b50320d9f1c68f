// SPDX-License-Identifier: Apache-2.0
#include "quantizer/tests/graphs.h"

#include <fmt/format.h>

#include "frontend/graph/shape_rule.h"

namespace sluice::quantizer::test {

graph::ValueId GraphBuilder::input(const Shape& shape) {
    const auto id = static_cast<graph::ValueId>(graph.values.size());
    graph.values.push_back({fmt::format("v{}", id), shape});
    graph.inputs.push_back(
        {graph.values[id].name, id, {shape.channels, shape.height, shape.width}, true});
    return id;
}

graph::ValueId GraphBuilder::add(graph::Op op, std::vector<graph::ValueId> inputs) {
    const auto id = static_cast<graph::ValueId>(graph.values.size());
    const std::string name = fmt::format("n{}", graph.nodes.size());
    graph.nodes.push_back({name, {name}, std::move(op), std::move(inputs), id});
    graph.values.push_back({fmt::format("v{}", id), output_shape(graph, graph.nodes.back())});
    return id;
}

void GraphBuilder::output(graph::ValueId value) {
    const Shape& shape = graph.values[value].shape;
    graph.outputs.push_back(
        {graph.values[value].name, value, {shape.channels, shape.height, shape.width}, true});
}

std::vector<float> random_values(std::int64_t count, float low, float high, std::mt19937& random) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) // not std::uniform_*: it differs between libraries
        values.push_back(low + (high - low) * (static_cast<float>(random() >> 8) / 16777216.0f));
    return values;
}

graph::Conv make_conv(const Window& window, int groups, int in_channels, int out_channels,
                      std::mt19937& random) {
    const std::int64_t depth = std::int64_t{window.positions()} * (in_channels / groups);
    return {window, groups, out_channels, random_values(out_channels * depth, -1, 1, random),
            random_values(out_channels, -2, 2, random)};
}

graph::FullyConnected make_fully_connected(const Shape& in, int out_channels,
                                           std::mt19937& random) {
    return {out_channels, random_values(out_channels * in.elements(), -1, 1, random),
            random_values(out_channels, -2, 2, random)};
}

graph::Activation make_activation(graph::ActivationKind kind, double low, double high) {
    return {kind, low, high, 0.1, 0.5};
}

MemoryFrames random_frames(const graph::Graph& graph, int count, float low, float high,
                           unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<std::vector<float>>> frames(count);
    for (auto& frame : frames)
        for (const graph::Interface& input : graph.inputs)
            frame.push_back(
                random_values(graph.values[input.value].shape.elements(), low, high, random));
    return MemoryFrames(std::move(frames));
}

} // namespace sluice::quantizer::test
