// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "frontend/passes/passes.h"

namespace sluice::frontend {

namespace {

// What the node gives when all that it reads is on these levels, without rounding anything.
std::optional<graph::Quantization> kept_levels(const graph::Op& op, graph::Quantization levels) {
    if (std::holds_alternative<graph::MaxPool>(op) || std::holds_alternative<graph::Concat>(op) ||
        std::holds_alternative<graph::Rearrange>(op))
        return levels;
    const auto* activation = std::get_if<graph::Activation>(&op);
    if (activation == nullptr || activation->kind != graph::ActivationKind::relu)
        return std::nullopt;
    levels.low = std::max(levels.low, levels.zero_point);
    return levels;
}

} // namespace

void spread_levels(graph::Graph& graph) {
    for (const graph::Node& node : graph.nodes) {
        auto& levels = graph.values[static_cast<std::size_t>(node.output)].quantization;
        if (levels || node.inputs.empty())
            continue;
        const auto of = [&](graph::ValueId id) {
            return graph.values[static_cast<std::size_t>(id)].quantization;
        };
        const auto first = of(node.inputs[0]);
        if (first && std::ranges::all_of(node.inputs, [&](auto id) { return of(id) == first; }))
            levels = kept_levels(node.op, *first);
    }
}

} // namespace sluice::frontend
