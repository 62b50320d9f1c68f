// SPDX-License-Identifier: Apache-2.0
#include "frontend/take_bytes.h"

#include <fmt/format.h>

#include "base/error.h"
#include "frontend/passes/passes.h"

namespace sluice::frontend {

namespace {

double of_channel(const std::vector<double>& values, int channel) {
    return values.size() == 1 ? values[0] : values.at(static_cast<std::size_t>(channel));
}

void check_count(const graph::Graph& graph, const Shape& shape, const std::vector<double>& values,
                 const char* key) {
    if (values.size() != 1 && values.size() != static_cast<std::size_t>(shape.channels))
        throw Error(graph.name,
                    fmt::format("input.{} has {} values, the model's input {} channels", key,
                                values.size(), shape.channels),
                    "give one value, or one per channel");
}

} // namespace

graph::Graph take_bytes(graph::Graph graph, const ByteArithmetic& arithmetic) {
    std::vector<graph::Node> first;
    for (graph::Interface& input : graph.inputs) {
        if (input.integer_offset)
            throw Error(graph.name,
                        fmt::format("input '{}' takes integers already", printable(input.name)),
                        "leave input.raw_uint8 out");
        const graph::ValueId inner = input.value;
        const graph::Value value = graph.values[static_cast<std::size_t>(inner)];
        check_count(graph, value.shape, arithmetic.mean, "mean");
        check_count(graph, value.shape, arithmetic.std, "std");
        graph::Conv conv;
        conv.groups = conv.out_channels = value.shape.channels;
        for (int c = 0; c < value.shape.channels; ++c) {
            const double std = of_channel(arithmetic.std, c);
            conv.weights.push_back(static_cast<float>(arithmetic.scale / std));
            conv.bias.push_back(static_cast<float>(-of_channel(arithmetic.mean, c) / std));
        }
        input.value = static_cast<graph::ValueId>(graph.values.size());
        input.integer_offset = 128;
        graph.values.push_back({value.name, value.shape});
        graph.values[static_cast<std::size_t>(inner)].name += "_preprocessed";
        first.push_back({input.name + "_preprocess", {}, std::move(conv), {input.value}, inner});
    }
    graph.nodes.insert(graph.nodes.begin(), std::make_move_iterator(first.begin()),
                       std::make_move_iterator(first.end()));
    fold_affine_forward(graph);
    drop_unused(graph);
    graph::validate(graph);
    return graph;
}

} // namespace sluice::frontend
