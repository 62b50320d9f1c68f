// SPDX-License-Identifier: Apache-2.0
#include <optional>

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

// A pooling whose mean is scaled to levels of an already quantized model, as a convolution: its own
// result has no levels, and must not be rounded. Nothing where taps may lie outside the image.
std::optional<graph::Conv> as_convolution(const graph::Op& op, const Shape& in,
                                          const graph::Conv& affine) {
    graph::Conv conv;
    if (const auto* pool = std::get_if<graph::AveragePool>(&op)) {
        conv.window = pool->window;
    } else if (std::holds_alternative<graph::GlobalAveragePool>(op)) {
        conv.window.kernel_h = in.height;
        conv.window.kernel_w = in.width;
    } else {
        return std::nullopt;
    }
    if (conv.window.has_padding())
        return std::nullopt;
    conv.groups = conv.out_channels = in.channels;
    conv.bias = affine.bias;
    const int taps = conv.window.positions();
    for (const float scale : affine.weights)
        conv.weights.insert(conv.weights.end(), static_cast<std::size_t>(taps),
                            scale / static_cast<float>(taps));
    return conv;
}

} // namespace

void fold_affine_backward(graph::Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const graph::Node node = graph.nodes[i];
        graph::Node* producer =
            is_affine(graph, node) ? producer_of(graph, node.inputs[0]) : nullptr;
        const bool only = producer != nullptr &&
                          !graph.values[static_cast<std::size_t>(producer->output)].quantization &&
                          use_counts(graph)[static_cast<std::size_t>(node.inputs[0])] == 1;
        if (only && graph.values[static_cast<std::size_t>(node.output)].quantization)
            if (auto taps = as_convolution(
                    producer->op, graph.values[static_cast<std::size_t>(producer->inputs[0])].shape,
                    std::get<graph::Conv>(node.op))) {
                producer->op = std::move(*taps);
                producer->output = node.output;
                add_sources(*producer, node);
                graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
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
