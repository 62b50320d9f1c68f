// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

// weights [outputs][taps][inputs]; inputs of output o start at channel `first(o)` of the affine.
template <typename First>
void scale_inputs(std::vector<float>& weights, std::vector<float>& bias, std::size_t inputs,
                  const graph::Conv& affine, const First& first) {
    const std::size_t per_out = weights.size() / bias.size();
    for (std::size_t o = 0; o < bias.size(); ++o) {
        double sum = static_cast<double>(bias[o]);
        for (std::size_t i = 0; i < per_out; ++i) {
            const std::size_t channel = first(o) + i % inputs;
            float& weight = weights[o * per_out + i];
            sum += static_cast<double>(weight) * static_cast<double>(affine.bias[channel]);
            weight = static_cast<float>(static_cast<double>(weight) *
                                        static_cast<double>(affine.weights[channel]));
        }
        bias[o] = static_cast<float>(sum);
    }
}

// Whether the layer sees nothing but pixels that went through the affine. A scale alone leaves the
// padding's zero where it is.
bool can_take(const graph::Node& reader, const graph::Conv& affine) {
    if (std::holds_alternative<graph::FullyConnected>(reader.op))
        return true;
    const auto* conv = std::get_if<graph::Conv>(&reader.op);
    return conv != nullptr &&
           (!conv->window.has_padding() ||
            std::all_of(affine.bias.begin(), affine.bias.end(), [](float b) { return b == 0.0F; }));
}

} // namespace

void fold_affine_forward(graph::Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const graph::Node node = graph.nodes[i];
        const bool candidate = is_affine(graph, node) &&
                               !graph.values[static_cast<std::size_t>(node.output)].quantization &&
                               use_counts(graph)[static_cast<std::size_t>(node.output)] == 1;
        const auto reader =
            std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const graph::Node& other) {
                return candidate && other.inputs.size() == 1 && other.inputs[0] == node.output;
            });
        if (reader == graph.nodes.end() || !can_take(*reader, std::get<graph::Conv>(node.op))) {
            ++i;
            continue;
        }
        const auto& affine = std::get<graph::Conv>(node.op);
        if (auto* conv = std::get_if<graph::Conv>(&reader->op)) {
            const auto per_group = affine.bias.size() / static_cast<std::size_t>(conv->groups);
            const auto outs_per_group = conv->bias.size() / static_cast<std::size_t>(conv->groups);
            scale_inputs(conv->weights, conv->bias, per_group, affine,
                         [&](std::size_t o) { return o / outs_per_group * per_group; });
        } else {
            auto& fc = std::get<graph::FullyConnected>(reader->op);
            scale_inputs(fc.weights, fc.bias, affine.bias.size(), affine,
                         [](std::size_t) { return std::size_t{0}; });
        }
        reader->inputs = node.inputs;
        add_sources(*reader, node);
        graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

} // namespace sluice::frontend
