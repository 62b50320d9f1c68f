// SPDX-License-Identifier: Apache-2.0
// x * sigmoid(x), 0.5 * x * (1 + erf(x / sqrt 2)), x * tanh(softplus(x)), x / (1 + |x|): any join
// of unary functions of one value is a unary function of it. What it is called is found by its
// values, whatever the exporter's way to write it.
#include <algorithm>
#include <cmath>
#include <optional>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

using graph::Activation;
using graph::ActivationKind;
using graph::Graph;
using graph::Join;
using graph::Node;
using graph::ValueId;

// A value scaled and shifted alike in every channel, as an activation.
std::optional<Activation> as_function(const Graph& graph, const Node& node) {
    if (const auto* activation = std::get_if<Activation>(&node.op))
        return *activation;
    if (!is_affine(graph, node))
        return std::nullopt;
    const auto& conv = std::get<graph::Conv>(node.op);
    const auto alike = [](const std::vector<float>& values) {
        return std::all_of(values.begin(), values.end(),
                           [&](float value) { return value == values[0]; });
    };
    if (!alike(conv.weights) || !alike(conv.bias))
        return std::nullopt;
    Activation affine;
    affine.kind = ActivationKind::affine;
    affine.alpha = static_cast<double>(conv.weights[0]);
    affine.beta = static_cast<double>(conv.bias[0]);
    return affine;
}

std::optional<Join> as_join(const Node& node) {
    if (std::holds_alternative<graph::Add>(node.op))
        return Join::add;
    const auto* binary = std::get_if<graph::Binary>(&node.op);
    if (binary == nullptr || binary->kind == graph::BinaryKind::power)
        return std::nullopt;
    constexpr Join kJoins[] = {Join::subtract, Join::multiply, Join::maximum, Join::minimum};
    return kJoins[static_cast<int>(binary->kind)];
}

// The unary functions that lead to `value`, the last one first.
std::vector<const Node*> chain_to(Graph& graph, ValueId value) {
    std::vector<const Node*> chain;
    for (const Node* node = producer_of(graph, value);
         node != nullptr && !is_rounded(graph, *node) && as_function(graph, *node).has_value();
         node = producer_of(graph, node->inputs[0]))
        chain.push_back(node);
    return chain;
}

// Appends a function to a program; its index.
int append(std::vector<graph::PointStep>& steps, const Activation& function, int from) {
    if (function.kind != ActivationKind::composed) {
        steps.push_back({Join::none, function, from, 0});
        return static_cast<int>(steps.size());
    }
    const int first = static_cast<int>(steps.size());
    const auto moved = [&](int index) { return index == 0 ? from : index + first; };
    for (graph::PointStep step : function.steps) {
        step.a = moved(step.a);
        step.b = moved(step.b);
        steps.push_back(std::move(step));
    }
    return static_cast<int>(steps.size());
}

struct Fused {
    Activation function;
    ValueId base = -1;
    std::vector<const Node*> nodes; // that it stands for, the join itself left out
};

std::optional<Fused> fuse(Graph& graph, const Node& node, Join join) {
    const auto size = [&](ValueId id) { return graph.values[static_cast<std::size_t>(id)].shape; };
    const auto left = chain_to(graph, node.inputs[0]);
    const auto right = chain_to(graph, node.inputs[1]);
    const auto base_of = [](const std::vector<const Node*>& chain, ValueId end, std::size_t depth) {
        return depth == 0 ? end : chain[depth - 1]->inputs[0];
    };
    for (std::size_t i = 0; i <= left.size(); ++i)
        for (std::size_t j = 0; j <= right.size(); ++j) {
            const ValueId base = base_of(left, node.inputs[0], i);
            if (base != base_of(right, node.inputs[1], j) || !(size(base) == size(node.output)))
                continue;
            Fused out;
            out.base = base;
            out.function.kind = ActivationKind::composed;
            auto& steps = out.function.steps;
            const auto branch = [&](const std::vector<const Node*>& chain, std::size_t depth) {
                int at = 0;
                for (std::size_t k = depth; k-- > 0;) {
                    at = append(steps, *as_function(graph, *chain[k]), at);
                    out.nodes.push_back(chain[k]);
                }
                return at;
            };
            graph::PointStep last;
            last.join = join;
            last.a = branch(left, i);
            last.b = branch(right, j);
            steps.push_back(last);
            return out;
        }
    return std::nullopt;
}

Activation named(const Activation& function) {
    std::vector<Activation> known;
    for (const ActivationKind kind :
         {ActivationKind::swish, ActivationKind::gelu, ActivationKind::gelu_tanh,
          ActivationKind::mish, ActivationKind::hard_swish, ActivationKind::softsign,
          ActivationKind::softplus}) {
        Activation candidate;
        candidate.kind = kind;
        candidate.alpha = kind == ActivationKind::swish ? 1.0 : 0.0;
        known.push_back(candidate);
    }
    for (const Activation& candidate : known) {
        bool same = true;
        for (double x = -9.0; x <= 9.0 && same; x += 0.173) {
            const double expected = graph::activate(candidate, x);
            const double found = graph::activate(function, x);
            same = std::fabs(found - expected) <= 2e-6 * (1.0 + std::fabs(expected));
        }
        if (same)
            return candidate;
    }
    return function;
}

// A scale or function of a composed function that nothing else reads belongs to it.
bool take_follower(Graph& graph, Node& node) {
    auto* function = std::get_if<Activation>(&node.op);
    if (function == nullptr || function->kind != ActivationKind::composed ||
        is_rounded(graph, node) || use_counts(graph)[static_cast<std::size_t>(node.output)] != 1)
        return false;
    for (Node& next : graph.nodes) {
        if (next.inputs.size() != 1 || next.inputs[0] != node.output)
            continue;
        const auto more = as_function(graph, next);
        if (!more)
            return false;
        append(function->steps, *more, static_cast<int>(function->steps.size()));
        next.op = *function;
        next.inputs = node.inputs;
        add_sources(next, node);
        return true;
    }
    return false;
}

} // namespace

void fuse_pointwise(Graph& graph) {
    for (Node& node : graph.nodes) {
        const auto join = as_join(node);
        if (!join || node.inputs.size() != 2)
            continue;
        auto fused = fuse(graph, node, *join);
        if (!fused)
            continue;
        for (const Node* part : fused->nodes)
            add_sources(node, *part);
        node.op = std::move(fused->function);
        node.inputs = {fused->base};
    }
    for (Node& node : graph.nodes)
        take_follower(graph, node);
    for (Node& node : graph.nodes)
        if (auto* function = std::get_if<Activation>(&node.op))
            if (function->kind == ActivationKind::composed)
                *function = named(*function);
}

} // namespace sluice::frontend
