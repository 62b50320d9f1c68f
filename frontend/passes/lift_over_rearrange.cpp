// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

using graph::Graph;
using graph::Node;

// Elements that are looked at one by one.
constexpr std::int64_t kMostLifted = 1 << 22;

const Shape& shape_of(const Graph& graph, graph::ValueId value) {
    return graph.values[static_cast<std::size_t>(value)].shape;
}

// For each channel before the rearrangement, the channel behind it that all its elements go to.
std::optional<std::vector<int>> channels_behind(const graph::Rearrange& op, const Shape& before) {
    std::vector<int> to(static_cast<std::size_t>(before.channels), -1);
    std::int64_t i = 0;
    for (const std::int64_t source : graph::source_elements(op)) {
        const auto channel = static_cast<int>(i++ % op.shape.channels);
        int& known = to[static_cast<std::size_t>(source % before.channels)];
        if (known != -1 && known != channel)
            return std::nullopt;
        known = channel;
    }
    for (int& channel : to) // of which nothing is taken
        channel = std::max(channel, 0);
    return to;
}

// The op as it is on the channels before the rearrangement.
std::optional<graph::Op> lifted(const Graph& graph, const Node& node, const graph::Rearrange& move,
                                const Shape& before) {
    if (std::holds_alternative<graph::Activation>(node.op))
        return node.op;
    if (!is_affine(graph, node) || move.shape.elements() > kMostLifted)
        return std::nullopt;
    const auto to = channels_behind(move, before);
    if (!to)
        return std::nullopt;
    const auto& conv = std::get<graph::Conv>(node.op);
    graph::Conv out = conv;
    out.groups = out.out_channels = before.channels;
    out.weights.clear();
    out.bias.clear();
    for (const int channel : *to) {
        out.weights.push_back(conv.weights[static_cast<std::size_t>(channel)]);
        out.bias.push_back(conv.bias[static_cast<std::size_t>(channel)]);
    }
    return out;
}

// Whether the layer before the rearrangement can end in what is lifted.
bool worth_it(Graph& graph, const Node& move, const Node& node) {
    const Node* maker = producer_of(graph, move.inputs[0]);
    if (maker == nullptr ||
        shape_of(graph, move.inputs[0]).elements() > shape_of(graph, node.output).elements())
        return false;
    return std::holds_alternative<graph::Conv>(maker->op) ||
           std::holds_alternative<graph::FullyConnected>(maker->op) ||
           (std::holds_alternative<graph::Activation>(node.op) &&
            (std::holds_alternative<graph::Add>(maker->op) ||
             std::holds_alternative<graph::Binary>(maker->op)));
}

} // namespace

void lift_over_rearrange(Graph& graph) {
    for (bool changed = true; changed;) {
        changed = false;
        const std::vector<int> uses = use_counts(graph);
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            Node& node = graph.nodes[i];
            if (node.inputs.size() != 1 || uses[static_cast<std::size_t>(node.inputs[0])] != 1)
                continue;
            Node* move = producer_of(graph, node.inputs[0]);
            const auto* op = move == nullptr ? nullptr : std::get_if<graph::Rearrange>(&move->op);
            if (op == nullptr || is_rounded(graph, *move) || is_rounded(graph, node) ||
                !worth_it(graph, *move, node))
                continue;
            const Shape before = shape_of(graph, move->inputs[0]);
            auto earlier = lifted(graph, node, *op, before);
            if (!earlier)
                continue;
            // The two change places; the value between them is now the function's result.
            graph.values[static_cast<std::size_t>(move->output)].shape = before;
            std::swap(move->op, node.op);
            move->op = std::move(*earlier);
            std::swap(move->name, node.name);
            std::swap(move->sources, node.sources);
            changed = true;
            break;
        }
    }
}

} // namespace sluice::frontend
