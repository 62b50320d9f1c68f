// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/equalize.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace sluice::quantizer {

namespace {

constexpr double kLargestFactor = 32.0; // of one channel to another
constexpr double kUnbounded = std::numeric_limits<double>::infinity();

bool weighted(const graph::Op& op) {
    return std::holds_alternative<graph::Conv>(op) ||
           std::holds_alternative<graph::FullyConnected>(op);
}

// Whether f(s x) = s f(x), channel by channel; a clip to [0, high] is taken once, and noted.
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
           std::holds_alternative<graph::MaxUnpool>(op) || // its indices are never scaled
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

namespace {

// Follows one producer's channels to all that reads them.
class Trace {
public:
    Trace(const graph::Graph& graph, const std::vector<std::vector<int>>& readers,
          const std::vector<bool>& is_output)
        : graph_(graph), readers_(readers), is_output_(is_output) {}

    std::optional<ScalableOutput> run(int producer) {
        const graph::ValueId first = graph_.nodes[producer].output;
        same_.resize(static_cast<std::size_t>(graph_.values[first].shape.channels));
        std::iota(same_.begin(), same_.end(), 0);
        found_.producer = producer;
        found_.values.push_back({first, same_, true});
        for (std::size_t i = 0; i < found_.values.size(); ++i)
            if (!follow(i))
                return std::nullopt;
        if (found_.consumers.empty())
            return std::nullopt;
        for (ScalableOutput::Scaled& scaled : found_.values)
            resolve(scaled.channel);
        for (ScalableOutput::Consumer& consumer : found_.consumers)
            resolve(consumer.channel);
        return std::move(found_);
    }

private:
    bool follow(std::size_t at) {
        const graph::ValueId id = found_.values[at].value;
        if (is_output_[id] || graph_.values[id].quantization)
            return false;
        bool is_tensor = false;
        for (const int reader : readers_[id]) {
            const graph::Node& node = graph_.nodes[reader];
            is_tensor = is_tensor || !std::holds_alternative<graph::Activation>(node.op);
            if (weighted(node.op))
                found_.consumers.push_back({reader, found_.values[at].channel});
            else if (scales_through(node.op, found_.clip_high))
                reach(node.output, found_.values[at].channel);
            else if (std::holds_alternative<graph::Concat>(node.op))
                reach(node.output, beside(node, id, found_.values[at].channel));
            else if (const auto* rearrange = std::get_if<graph::Rearrange>(&node.op))
                reach(node.output, moved(*rearrange, found_.values[at].channel));
            else if (!std::holds_alternative<graph::MaxPoolIndex>(node.op)) // places stay
                return false;
        }
        found_.values[at].is_tensor = is_tensor;
        return true;
    }

    // A concatenation is reached by each of its operands that has scaled channels.
    void reach(graph::ValueId id, const std::vector<int>& channel) {
        for (ScalableOutput::Scaled& scaled : found_.values)
            if (scaled.value == id) {
                for (std::size_t c = 0; c < channel.size(); ++c)
                    scaled.channel[c] = std::max(scaled.channel[c], channel[c]);
                return;
            }
        found_.values.push_back({id, channel, true});
    }

    std::vector<int> beside(const graph::Node& node, graph::ValueId id,
                            const std::vector<int>& channel) const {
        std::vector<int> result;
        for (const graph::ValueId input : node.inputs)
            if (input == id)
                result.insert(result.end(), channel.begin(), channel.end());
            else
                result.resize(result.size() + graph_.values[input].shape.channels, -1);
        return result;
    }

    std::vector<int> moved(const graph::Rearrange& op, const std::vector<int>& channel) {
        std::vector<int> result(static_cast<std::size_t>(op.shape.channels), -1);
        const std::vector<std::int64_t> sources = graph::source_elements(op);
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const int from = channel[static_cast<std::size_t>(sources[i]) % channel.size()];
            int& to = result[i % result.size()];
            if (to < 0)
                to = from;
            else if (from >= 0)
                same_[std::max(root(to), root(from))] = std::min(root(to), root(from));
        }
        return result;
    }

    int root(int channel) const {
        while (same_[channel] != channel)
            channel = same_[channel];
        return channel;
    }

    void resolve(std::vector<int>& channel) const {
        for (int& c : channel)
            c = c < 0 ? c : root(c);
    }

    const graph::Graph& graph_;
    const std::vector<std::vector<int>>& readers_;
    const std::vector<bool>& is_output_;
    ScalableOutput found_;
    std::vector<int> same_; // by channel, one of no higher number that has its factor
};

} // namespace

std::vector<ScalableOutput> scalable_outputs(const graph::Graph& graph) {
    std::vector<std::vector<int>> readers(graph.values.size());
    std::vector<bool> is_output(graph.values.size(), false);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        for (const graph::ValueId id : graph.nodes[n].inputs)
            if (readers[id].empty() || readers[id].back() != static_cast<int>(n))
                readers[id].push_back(static_cast<int>(n));
    for (const graph::Interface& output : graph.outputs)
        is_output[output.value] = true;
    std::vector<ScalableOutput> result;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        if (weighted(graph.nodes[n].op))
            if (auto found = Trace(graph, readers, is_output).run(static_cast<int>(n)))
                result.push_back(std::move(*found));
    return result;
}

std::vector<double> channel_factors(const graph::Graph& graph, const ScalableOutput& output,
                                    const std::vector<ChannelRanges>& ranges, Balance balance) {
    const std::size_t channels = output.channels();
    std::vector<Range> own(channels); // of each channel, wherever it is a tensor's
    Range all;                        // of the tensors
    for (const ScalableOutput::Scaled& scaled : output.values) {
        if (!scaled.is_tensor)
            continue;
        for (std::size_t c = 0; c < scaled.channel.size(); ++c) {
            const Range& range = ranges[scaled.value][c];
            all = all.joined(range);
            if (scaled.channel[c] >= 0)
                own[scaled.channel[c]] = own[scaled.channel[c]].joined(range);
        }
    }
    std::vector<double> weight(channels, 0.0);
    for (const ScalableOutput::Consumer& consumer : output.consumers) {
        graph::Op op = graph.nodes[consumer.node].op;
        for_each_column(op, static_cast<int>(consumer.channel.size()), [&](float w, int c) {
            if (consumer.channel[c] >= 0)
                weight[consumer.channel[c]] =
                    std::max(weight[consumer.channel[c]], std::fabs(static_cast<double>(w)));
        });
    }
    // The largest factor with which a channel stays inside the range of all.
    std::vector<double> fill(channels, 0.0), factors(channels, 1.0);
    double fullest = 0.0;
    for (std::size_t c = 0; c < channels; ++c) {
        if (weight[c] <= 0.0 || (own[c].high <= 0.0 && own[c].low >= 0.0))
            continue;
        const double size = std::max(own[c].high, -own[c].low);
        fill[c] = std::min(own[c].high > 0.0 ? all.high / own[c].high : kUnbounded,
                           own[c].low < 0.0 ? all.low / own[c].low : kUnbounded);
        factors[c] = balance == Balance::activations        ? fill[c]
                     : balance == Balance::half_activations ? std::sqrt(fill[c])
                                                            : std::sqrt(weight[c] / size);
        fullest = std::max(fullest, factors[c] / fill[c]);
    }
    for (std::size_t c = 0; c < channels; ++c) {
        if (fill[c] <= 0.0)
            continue;
        factors[c] = std::clamp(factors[c] / fullest, 1.0 / kLargestFactor, kLargestFactor);
        if (output.clip_high > 0.0)
            factors[c] = std::clamp(factors[c], 1.0, std::max(1.0, output.clip_high / own[c].high));
    }
    std::vector<double> result;
    for (const int c : output.values[0].channel)
        result.push_back(factors[c]);
    return result;
}

graph::Graph scaled(const graph::Graph& graph, const ScalableOutput& output,
                    const std::vector<double>& factors) {
    graph::Graph result = graph;
    std::vector<double> own;
    for (const int c : output.values[0].channel)
        own.push_back(factors[c]);
    graph::Op& producer = result.nodes[output.producer].op;
    if (auto* conv = std::get_if<graph::Conv>(&producer))
        scale_rows(*conv, own);
    else
        scale_rows(std::get<graph::FullyConnected>(producer), own);
    for (const ScalableOutput::Consumer& consumer : output.consumers)
        for_each_column(result.nodes[consumer.node].op, static_cast<int>(consumer.channel.size()),
                        [&](float& w, int c) {
                            if (consumer.channel[c] >= 0)
                                w = static_cast<float>(w / factors[consumer.channel[c]]);
                        });
    return result;
}

graph::Graph scaled(graph::Graph graph, const std::vector<ChannelFactors>& factors) {
    for (const ScalableOutput& output : scalable_outputs(graph))
        for (const ChannelFactors& own : factors)
            if (own.value == graph.values[output.values[0].value].name &&
                own.factors.size() == output.channels())
                graph = scaled(graph, output, own.factors);
    return graph;
}

} // namespace sluice::quantizer
