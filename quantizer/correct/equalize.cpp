// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/equalize.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sluice::quantizer {

namespace {

constexpr double kLargestFactor = 32.0; // of one channel to another

bool weighted(const graph::Op& op) {
    return std::holds_alternative<graph::Conv>(op) ||
           std::holds_alternative<graph::FullyConnected>(op);
}

// Whether f(s x) = s f(x), channel by channel; a clip to [0, high] is taken, and noted.
bool scales_through(const graph::Op& op, double& clip_high) {
    if (const auto* activation = std::get_if<graph::Activation>(&op)) {
        if (activation->kind == graph::ActivationKind::clip && activation->low == 0.0 &&
            activation->high > 0.0 && clip_high == 0.0) {
            clip_high = std::isinf(activation->high) ? 0.0 : activation->high;
            return true;
        }
        return activation->kind == graph::ActivationKind::relu ||
               activation->kind == graph::ActivationKind::leaky_relu;
    }
    return std::holds_alternative<graph::MaxPool>(op) ||
           std::holds_alternative<graph::AveragePool>(op) ||
           std::holds_alternative<graph::GlobalAveragePool>(op);
}

// Calls take(weight, channel) for each weight with the input channel that it multiplies.
template <typename Take> void for_each_column(graph::Op& op, int in_channels, const Take& take) {
    if (auto* conv = std::get_if<graph::Conv>(&op)) {
        const int in_group = in_channels / conv->groups;
        const int out_group = conv->out_channels / conv->groups;
        const std::size_t row = conv->weights.size() / conv->out_channels;
        for (std::size_t i = 0; i < conv->weights.size(); ++i) {
            const int group = static_cast<int>(i / row) / out_group;
            take(conv->weights[i], group * in_group + static_cast<int>(i % in_group));
        }
        return;
    }
    auto& matrix = std::get<graph::FullyConnected>(op);
    for (std::size_t i = 0; i < matrix.weights.size(); ++i)
        take(matrix.weights[i], static_cast<int>(i % in_channels));
}

template <typename WeightedOp> void scale_rows(WeightedOp& op, const std::vector<double>& factors) {
    const std::size_t row = op.weights.size() / op.bias.size();
    for (std::size_t o = 0; o < op.bias.size(); ++o) {
        op.bias[o] = static_cast<float>(op.bias[o] * factors[o]);
        for (std::size_t i = o * row; i < (o + 1) * row; ++i)
            op.weights[i] = static_cast<float>(op.weights[i] * factors[o]);
    }
}

} // namespace

std::vector<ScalableOutput> scalable_outputs(const graph::Graph& graph) {
    std::vector<std::vector<int>> readers(graph.values.size());
    std::vector<bool> is_output(graph.values.size(), false);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        for (const graph::ValueId id : graph.nodes[n].inputs)
            readers[id].push_back(static_cast<int>(n));
    for (const graph::Interface& output : graph.outputs)
        is_output[output.value] = true;
    std::vector<ScalableOutput> result;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        if (!weighted(graph.nodes[n].op))
            continue;
        ScalableOutput found;
        found.producer = static_cast<int>(n);
        graph::ValueId end = graph.nodes[n].output;
        found.chain.push_back(end);
        while (!is_output[end] && readers[end].size() == 1 &&
               scales_through(graph.nodes[readers[end][0]].op, found.clip_high)) {
            end = graph.nodes[readers[end][0]].output;
            found.chain.push_back(end);
        }
        found.consumers = readers[end];
        const bool all_weighted =
            !is_output[end] && !found.consumers.empty() &&
            std::none_of(found.chain.begin(), found.chain.end(),
                         [&](graph::ValueId id) { return graph.values[id].quantization; }) &&
            std::all_of(found.consumers.begin(), found.consumers.end(),
                        [&](int reader) { return weighted(graph.nodes[reader].op); });
        if (all_weighted)
            result.push_back(std::move(found));
    }
    return result;
}

std::vector<double> channel_factors(const graph::Graph& graph, const ScalableOutput& output,
                                    const ChannelRanges& ranges, Balance balance) {
    const std::size_t channels = ranges.size();
    std::vector<double> size(channels), weight(channels, 0.0), factors(channels, 1.0);
    double largest = 0.0, fairest = 0.0;
    for (std::size_t c = 0; c < channels; ++c) {
        size[c] = std::max(std::fabs(ranges[c].low), std::fabs(ranges[c].high));
        largest = std::max(largest, size[c]);
    }
    for (const int consumer : output.consumers) {
        graph::Op op = graph.nodes[consumer].op;
        for_each_column(op, static_cast<int>(channels), [&](float w, int c) {
            weight[c] = std::max(weight[c], std::fabs(static_cast<double>(w)));
        });
    }
    for (std::size_t c = 0; c < channels; ++c) {
        if (size[c] <= 0.0 || weight[c] <= 0.0)
            continue;
        factors[c] = balance == Balance::activations        ? largest / size[c]
                     : balance == Balance::half_activations ? std::sqrt(largest / size[c])
                                                            : std::sqrt(weight[c] / size[c]);
        fairest = std::max(fairest, size[c] * factors[c]);
    }
    for (std::size_t c = 0; c < channels; ++c) {
        if (size[c] <= 0.0 || weight[c] <= 0.0)
            continue;
        factors[c] *= largest / fairest; // the tensor's range stays
        factors[c] = std::clamp(factors[c], 1.0 / kLargestFactor, kLargestFactor);
        if (output.clip_high > 0.0)
            factors[c] = std::clamp(factors[c], 1.0, std::max(1.0, output.clip_high / size[c]));
    }
    return factors;
}

graph::Graph scaled(const graph::Graph& graph, const ScalableOutput& output,
                    const std::vector<double>& factors) {
    graph::Graph result = graph;
    graph::Op& producer = result.nodes[output.producer].op;
    if (auto* conv = std::get_if<graph::Conv>(&producer))
        scale_rows(*conv, factors);
    else
        scale_rows(std::get<graph::FullyConnected>(producer), factors);
    for (const int consumer : output.consumers)
        for_each_column(result.nodes[consumer].op, static_cast<int>(factors.size()),
                        [&](float& w, int c) { w = static_cast<float>(w / factors[c]); });
    return result;
}

graph::Graph scaled(graph::Graph graph, const std::vector<ChannelFactors>& factors) {
    for (const ScalableOutput& output : scalable_outputs(graph))
        for (const ChannelFactors& own : factors)
            if (own.value == graph.values[output.chain[0]].name &&
                std::ssize(own.factors) == graph.values[output.chain[0]].shape.channels)
                graph = scaled(graph, output, own.factors);
    return graph;
}

} // namespace sluice::quantizer
