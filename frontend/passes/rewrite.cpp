// SPDX-License-Identifier: Apache-2.0
#include "frontend/passes/rewrite.h"

#include <algorithm>

namespace sluice::frontend {

std::vector<int> use_counts(const graph::Graph& graph) {
    std::vector<int> counts(graph.values.size(), 0);
    for (const graph::Node& node : graph.nodes)
        for (const graph::ValueId id : node.inputs)
            ++counts[static_cast<std::size_t>(id)];
    for (const graph::Interface& output : graph.outputs)
        ++counts[static_cast<std::size_t>(output.value)];
    return counts;
}

graph::Node* producer_of(graph::Graph& graph, graph::ValueId value) {
    for (graph::Node& node : graph.nodes)
        if (node.output == value)
            return &node;
    return nullptr;
}

void add_sources(graph::Node& to, const graph::Node& from) {
    for (const std::string& source : from.sources)
        if (std::find(to.sources.begin(), to.sources.end(), source) == to.sources.end())
            to.sources.push_back(source);
}

bool is_rounded(const graph::Graph& graph, const graph::Node& node) {
    return graph.values[static_cast<std::size_t>(node.output)].quantization.has_value();
}

bool is_affine(const graph::Graph& graph, const graph::Node& node) {
    const auto* conv = std::get_if<graph::Conv>(&node.op);
    if (conv == nullptr)
        return false;
    const int channels = graph.values[static_cast<std::size_t>(node.inputs[0])].shape.channels;
    return conv->groups == channels && conv->out_channels == channels && conv->window == Window{};
}

} // namespace sluice::frontend
