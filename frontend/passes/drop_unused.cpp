// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

void renumber_values(graph::Graph& graph) {
    std::vector<bool> defined(graph.values.size(), false);
    for (const graph::Interface& input : graph.inputs)
        defined[static_cast<std::size_t>(input.value)] = true;
    for (const graph::Node& node : graph.nodes) {
        defined[static_cast<std::size_t>(node.output)] = true;
        for (const graph::ValueId id : node.inputs)
            defined[static_cast<std::size_t>(id)] = true;
    }
    for (const graph::Interface& output : graph.outputs)
        defined[static_cast<std::size_t>(output.value)] = true;
    std::vector<graph::ValueId> renamed(graph.values.size(), -1);
    std::vector<graph::Value> kept;
    for (std::size_t i = 0; i < graph.values.size(); ++i)
        if (defined[i]) {
            renamed[i] = static_cast<graph::ValueId>(kept.size());
            kept.push_back(graph.values[i]);
        }
    graph.values = std::move(kept);
    const auto rename = [&](graph::ValueId& id) { id = renamed[static_cast<std::size_t>(id)]; };
    for (graph::Interface& input : graph.inputs)
        rename(input.value);
    for (graph::Interface& output : graph.outputs)
        rename(output.value);
    for (graph::Node& node : graph.nodes) {
        rename(node.output);
        std::for_each(node.inputs.begin(), node.inputs.end(), rename);
    }
}

} // namespace

void drop_dead(graph::Graph& graph) {
    for (std::size_t i = graph.nodes.size(); i-- > 0;)
        if (use_counts(graph)[static_cast<std::size_t>(graph.nodes[i].output)] == 0)
            graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
}

void drop_unused(graph::Graph& graph) {
    drop_dead(graph);
    renumber_values(graph);
}

} // namespace sluice::frontend
