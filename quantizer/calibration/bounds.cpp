// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/bounds.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

using Ranges = std::vector<Range>; // one per channel

constexpr int kCurvePoints = 256;            // of a function that need not be monotonic
constexpr double kNextToZero = 1.0 / 1024.0; // what a sign has to tell apart
constexpr const char* kRemedy = "give --calibration";

Range of_levels(const graph::Quantization& levels) {
    return {(levels.low - levels.zero_point) * levels.scale,
            (levels.high - levels.zero_point) * levels.scale};
}

Range joint(const Ranges& ranges) {
    Range all = ranges.at(0);
    for (const Range& range : ranges)
        all = all.joined(range);
    return all;
}

void add_product(Range& sum, double weight, const Range& x) {
    sum.low += std::min(weight * x.low, weight * x.high);
    sum.high += std::max(weight * x.low, weight * x.high);
}

// What one operator gives; `in` are the ranges of its inputs' channels.
struct Bound {
    const std::vector<Ranges>& in;
    const Shape& shape; // of the first input
    const Shape& out;

    Ranges operator()(const graph::Conv& op) const {
        Ranges result;
        const auto per_group = static_cast<std::size_t>(shape.channels / op.groups);
        const auto outs = static_cast<std::size_t>(op.out_channels / op.groups);
        const std::size_t depth = op.weights.size() / op.bias.size();
        for (std::size_t o = 0; o < op.bias.size(); ++o) {
            Range sum{op.bias[o], op.bias[o]};
            for (std::size_t i = 0; i < depth; ++i) {
                Range x = in[0][o / outs * per_group + i % per_group];
                if (op.window.has_padding())
                    x = x.joined({0.0, 0.0});
                add_product(sum, op.weights[o * depth + i], x);
            }
            result.push_back(sum);
        }
        return result;
    }
    Ranges operator()(const graph::FullyConnected& op) const {
        Ranges result;
        const std::size_t depth = op.weights.size() / op.bias.size();
        for (std::size_t o = 0; o < op.bias.size(); ++o) {
            Range sum{op.bias[o], op.bias[o]};
            for (std::size_t i = 0; i < depth; ++i)
                add_product(sum, op.weights[o * depth + i], in[0][i % in[0].size()]);
            result.push_back(sum);
        }
        return result;
    }
    Ranges operator()(const graph::MaxPool&) const { return in[0]; }
    Ranges operator()(const graph::GlobalAveragePool&) const { return in[0]; }
    Ranges operator()(const graph::AveragePool&) const {
        Ranges result = in[0];
        for (Range& range : result) // with zeros around
            range = range.joined({0.0, 0.0});
        return result;
    }
    Ranges operator()(const graph::MaxPoolIndex&) const {
        return Ranges(static_cast<std::size_t>(out.channels),
                      {0.0, static_cast<double>(shape.elements() - 1)});
    }
    Ranges operator()(const graph::MaxUnpool&) const {
        Ranges result = in[0];
        for (Range& range : result)
            range = range.joined({0.0, 0.0});
        return result;
    }
    Ranges operator()(const graph::Add&) const {
        Ranges result = in[0];
        for (std::size_t c = 0; c < result.size(); ++c) {
            result[c].low += in[1][c].low;
            result[c].high += in[1][c].high;
        }
        return result;
    }
    Ranges operator()(const graph::Concat&) const {
        Ranges result;
        for (const Ranges& part : in)
            result.insert(result.end(), part.begin(), part.end());
        return result;
    }
    Ranges operator()(const graph::Activation& op) const {
        Ranges result;
        for (const Range& x : in[0]) {
            Range y{graph::activate(op, x.low), graph::activate(op, x.low)};
            for (int i = 1; i <= kCurvePoints; ++i) {
                const double value =
                    graph::activate(op, x.low + (x.high - x.low) * i / double{kCurvePoints});
                y = y.joined({value, value});
            }
            result.push_back(y);
        }
        return result;
    }
    Ranges operator()(const graph::Softmax&) const {
        return Ranges(static_cast<std::size_t>(out.channels), {0.0, 1.0});
    }
    Ranges operator()(const graph::TopK& op) const {
        if (!op.indices) // of any channel
            return {};
        return Ranges(static_cast<std::size_t>(op.count), {0.0, shape.channels - 1.0});
    }
    Ranges operator()(const graph::ArgMax&) const { return {{0.0, shape.channels - 1.0}}; }
    template <typename Other> Ranges operator()(const Other&) const { return {}; } // not known
};

// Whether the op scales and shifts every channel by itself.
const graph::Conv* as_affine(const graph::Graph& graph, const graph::Node& node) {
    const auto* conv = std::get_if<graph::Conv>(&node.op);
    const int channels = graph.values[node.inputs[0]].shape.channels;
    return conv != nullptr && conv->groups == channels && conv->out_channels == channels &&
                   conv->window == Window{}
               ? conv
               : nullptr;
}

// An input that is only scaled to levels: what these can tell apart.
Range range_of_input(const graph::Graph& graph, const graph::Interface& input) {
    std::optional<Range> range;
    for (const graph::Node& node : graph.nodes) {
        if (std::find(node.inputs.begin(), node.inputs.end(), input.value) == node.inputs.end())
            continue;
        const auto* activation = std::get_if<graph::Activation>(&node.op);
        if (activation != nullptr && activation->kind == graph::ActivationKind::bipolar) {
            const double near = activation->alpha * kNextToZero;
            range = range.value_or(Range{}).joined({-near, near});
            continue;
        }
        const graph::Conv* affine = as_affine(graph, node);
        const auto& levels = graph.values[node.output].quantization;
        if (affine == nullptr || !levels)
            throw Error(graph.name,
                        fmt::format("input '{}' is read by node '{}' before it is quantized",
                                    printable(input.name), printable(node.name)),
                        kRemedy);
        const Range wanted = of_levels(*levels);
        for (std::size_t c = 0; c < affine->bias.size(); ++c) {
            const double factor = affine->weights[c];
            if (factor == 0.0)
                continue;
            const double a = (wanted.low - affine->bias[c]) / factor;
            const double b = (wanted.high - affine->bias[c]) / factor;
            const Range own{std::min(a, b), std::max(a, b)};
            range = range ? range->joined(own) : own;
        }
    }
    return range.value_or(Range{});
}

} // namespace

std::vector<Statistics> bounds(const graph::Graph& graph) {
    std::vector<Ranges> ranges(graph.values.size());
    const auto keep = [&](graph::ValueId id, Ranges found) {
        const graph::Value& value = graph.values[id];
        if (value.quantization)
            found.assign(static_cast<std::size_t>(value.shape.channels),
                         of_levels(*value.quantization));
        ranges[id] = std::move(found);
    };
    for (const graph::Interface& input : graph.inputs) {
        const graph::Value& value = graph.values[input.value];
        keep(input.value, Ranges(static_cast<std::size_t>(value.shape.channels),
                                 value.quantization ? Range{} : range_of_input(graph, input)));
    }
    for (const graph::Node& node : graph.nodes) {
        std::vector<Ranges> in;
        for (const graph::ValueId id : node.inputs)
            in.push_back(ranges[id]);
        const Shape& out = graph.values[node.output].shape;
        const Shape& shape = node.inputs.empty() ? out : graph.values[node.inputs[0]].shape;
        keep(node.output, std::visit(Bound{in, shape, out}, node.op));
        if (ranges[node.output].empty())
            throw Error(graph.name,
                        fmt::format("node '{}' ({}) has an output that the model does not quantize",
                                    printable(node.name), graph::kind_name(node.op)),
                        kRemedy);
    }
    std::vector<Statistics> result(graph.values.size());
    for (std::size_t id = 0; id < result.size(); ++id)
        if (!ranges[id].empty()) {
            result[id].range = joint(ranges[id]);
            result[id].seen = true;
        }
    return result;
}

bool is_quantized(const graph::Graph& graph) {
    return std::any_of(graph.values.begin(), graph.values.end(),
                       [](const graph::Value& value) { return value.quantization.has_value(); });
}

} // namespace sluice::quantizer
