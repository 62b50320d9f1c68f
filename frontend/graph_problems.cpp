// SPDX-License-Identifier: Apache-2.0
#include "frontend/graph_problems.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sluice::frontend {

namespace {

bool finite(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

bool finite_weights(const graph::Op& op) {
    if (const auto* conv = std::get_if<graph::Conv>(&op))
        return finite(conv->weights) && finite(conv->bias);
    if (const auto* fc = std::get_if<graph::FullyConnected>(&op))
        return finite(fc->weights) && finite(fc->bias);
    return true;
}

} // namespace

std::vector<std::pair<std::string, Error>> graph_problems(const std::string& where,
                                                          const graph::Graph& graph) {
    std::vector<std::pair<std::string, Error>> problems;
    if (graph.nodes.empty())
        problems.emplace_back(
            "", Error(where, "holds no layer that computes anything", "use a trained network"));
    for (const graph::Node& node : graph.nodes) {
        const std::string name = printable(node.name);
        if (!finite_weights(node.op))
            problems.emplace_back(
                node.name,
                Error(where,
                      fmt::format("node '{}' has weights that are infinite or no numbers", name),
                      "train or export the model again"));
    }
    return problems;
}

} // namespace sluice::frontend
