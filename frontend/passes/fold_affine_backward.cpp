// SPDX-License-Identifier: Apache-2.0
#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

void scale_outputs(std::vector<float>& weights, std::vector<float>& bias,
                   const graph::Conv& affine) {
    const std::size_t per_out = weights.size() / bias.size();
    for (std::size_t o = 0; o < bias.size(); ++o) {
        const double scale = static_cast<double>(affine.weights[o]);
        for (std::size_t i = 0; i < per_out; ++i) {
            float& weight = weights[o * per_out + i];
            weight = static_cast<float>(static_cast<double>(weight) * scale);
        }
        bias[o] = static_cast<float>(static_cast<double>(bias[o]) * scale +
                                     static_cast<double>(affine.bias[o]));
    }
}

} // namespace

void fold_affine_backward(graph::Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const graph::Node node = graph.nodes[i];
        graph::Node* producer =
            is_affine(graph, node) ? producer_of(graph, node.inputs[0]) : nullptr;
        const bool only =
            producer != nullptr && use_counts(graph)[static_cast<std::size_t>(node.inputs[0])] == 1;
        auto* conv = only ? std::get_if<graph::Conv>(&producer->op) : nullptr;
        auto* fc = only ? std::get_if<graph::FullyConnected>(&producer->op) : nullptr;
        if (conv == nullptr && fc == nullptr) {
            ++i;
            continue;
        }
        scale_outputs(conv != nullptr ? conv->weights : fc->weights,
                      conv != nullptr ? conv->bias : fc->bias, std::get<graph::Conv>(node.op));
        producer->output = node.output;
        add_sources(*producer, node);
        graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

} // namespace sluice::frontend
