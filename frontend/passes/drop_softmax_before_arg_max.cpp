// SPDX-License-Identifier: Apache-2.0
#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

void drop_softmax_before_arg_max(graph::Graph& graph) {
    for (graph::Node& node : graph.nodes) {
        if (!std::holds_alternative<graph::ArgMax>(node.op))
            continue;
        const graph::Node* before = producer_of(graph, node.inputs[0]);
        if (before == nullptr || !std::holds_alternative<graph::Softmax>(before->op))
            continue;
        add_sources(node, *before);
        node.inputs = before->inputs; // drop_unused removes the softmax unless it is an output
    }
}

} // namespace sluice::frontend
