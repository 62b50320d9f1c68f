// SPDX-License-Identifier: Apache-2.0
#include "testbench/compare/compare.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "emulator/emulator.h"
#include "quantizer/calibration/observe.h"
#include "quantizer/measure/parallel.h"
#include "quantizer/network/convert.h"
#include "quantizer/plan/plan.h"
#include "quantizer/reference/execute.h"
#include "quantizer/reference/operators.h"

namespace sluice::testbench {

namespace {

using emulator::Values;
using quantizer::FloatValues;
using quantizer::Plan;
using quantizer::PlanLayer;

double sqnr_db(double signal, double noise) {
    if (noise <= 0.0)
        return kMostDb;
    return signal > 0.0 ? std::min(kMostDb, 10.0 * std::log10(signal / noise)) : 0.0;
}

// Sums over the values of one layer's output in one frame, or in several.
struct Sums {
    std::vector<double> signal, noise; // by channel
    double quantized = 0, own = 0, clipping = 0, steps = 0, inputs = 0;
    double largest = 0;
    std::int64_t at = 0, frame = 0;

    void add(const Sums& other) {
        signal.resize(other.signal.size());
        noise.resize(other.noise.size());
        for (std::size_t c = 0; c < signal.size(); ++c) {
            signal[c] += other.signal[c];
            noise[c] += other.noise[c];
        }
        quantized += other.quantized;
        own += other.own;
        clipping += other.clipping;
        steps += other.steps;
        inputs += other.inputs;
        if (other.largest > largest) {
            largest = other.largest;
            at = other.at;
            frame = other.frame;
        }
    }
};

// The graph whose values are rounded to the levels of the network's tensors.
graph::Graph with_levels(graph::Graph graph, const Plan& plan, const network::Network& network) {
    for (std::size_t t = 0; t < plan.tensors.size(); ++t)
        if (auto& levels = graph.values[plan.tensors[t].value].quantization;
            !plan.tensors[t].rescaled && !levels)
            levels = {network.tensors[t].scale, network.tensors[t].zero_point, -128, 127};
    return graph;
}

class Comparer {
public:
    Comparer(const graph::Graph& graph, const network::Network& network, const FrameSource& data)
        : graph_(graph), network_(network), data_(data), plan_(quantizer::plan_layers(graph)) {
        quantizer::unify_scales(plan_);
        bool same = plan_.layers.size() == network.layers.size() &&
                    plan_.tensors.size() == network.tensors.size();
        for (std::size_t l = 0; same && l < plan_.layers.size(); ++l)
            same = plan_.layers[l].name == network.layers[l].name;
        if (!same)
            throw Error(graph.name, "is not the model that the network was generated from",
                        "name that model with --model");
        quantized_ = with_levels(graph, plan_, network);
        for (const PlanLayer& layer : plan_.layers) {
            std::vector<Shape> shapes;
            for (const quantizer::PlanTensorId id : layer.inputs)
                shapes.push_back(network.tensors[id].shape);
            prepared_.push_back(quantizer::prepare_op(*layer.op, shapes[0]));
            runners_.push_back(
                emulator::prepare_layer(network.layers[prepared_.size() - 1].kind, shapes));
        }
    }

    Comparison run(std::int64_t frames) {
        const quantizer::Reference real(graph_), quantized(quantized_);
        std::vector<std::vector<Sums>> sums(static_cast<std::size_t>(frames));
        quantizer::parallel_items(
            0, frames, [&](std::int64_t f) { sums[f] = compare_frame(real, quantized, f); });
        Comparison result;
        result.frames = frames;
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            Sums all;
            for (const std::vector<Sums>& frame : sums)
                all.add(frame[l]);
            result.layers.push_back(summed_up(l, all));
        }
        return result;
    }

private:
    std::vector<FloatValues> run_floats(const quantizer::Reference& reference,
                                        const std::vector<FloatValues>& inputs) const {
        std::vector<FloatValues> values(graph_.values.size());
        reference.run(inputs,
                      [&](graph::ValueId id, const FloatValues& found) { values[id] = found; });
        return values;
    }

    std::vector<Sums> compare_frame(const quantizer::Reference& real,
                                    const quantizer::Reference& quantized,
                                    std::int64_t frame) const {
        const std::vector<FloatValues> inputs = quantizer::read_frame(graph_, data_, frame);
        const std::vector<FloatValues> floats = run_floats(real, inputs);
        const std::vector<FloatValues> rounded = run_floats(quantized, inputs);
        std::vector<Values> integers;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            integers.push_back(
                network::quantize(network_.tensors[network_.inputs[i].tensor], inputs[i]));
        const std::vector<Values> emulated = emulator::run_all(network_, integers);
        std::vector<Sums> result;
        for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
            const quantizer::PlanTensorId out = plan_.layers[l].output;
            const graph::ValueId value = plan_.tensors[out].value;
            Sums sums;
            sums.frame = frame;
            add_errors(sums, network_.tensors[out], floats[value], rounded[value], emulated[out]);
            add_own(sums, l, floats);
            result.push_back(std::move(sums));
        }
        return result;
    }

    static void add_errors(Sums& sums, const network::Tensor& tensor, const FloatValues& wanted,
                           const FloatValues& rounded, const Values& emulated) {
        const auto channels = static_cast<std::size_t>(tensor.shape.channels);
        sums.signal.assign(channels, 0.0);
        sums.noise.assign(channels, 0.0);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const double x = wanted[i];
            const double error = (emulated[i] - tensor.zero_point) * tensor.scale - x;
            sums.signal[i % channels] += x * x;
            sums.noise[i % channels] += error * error;
            sums.quantized += (rounded[i] - x) * (rounded[i] - x);
            if (std::fabs(error) > sums.largest) {
                sums.largest = std::fabs(error);
                sums.at = static_cast<std::int64_t>(i);
            }
        }
    }

    // The layer alone, on the float graph's values.
    void add_own(Sums& sums, std::size_t l, const std::vector<FloatValues>& floats) const {
        const PlanLayer& layer = plan_.layers[l];
        const network::Tensor& tensor = network_.tensors[layer.output];
        const FloatValues& wanted = floats[plan_.tensors[layer.output].value];
        std::vector<Values> integers;
        std::vector<FloatValues> rounded;
        std::vector<std::span<const std::int16_t>> operands;
        std::vector<quantizer::FloatView> views;
        for (const quantizer::PlanTensorId id : layer.inputs) {
            const network::Tensor& in = network_.tensors[id];
            integers.push_back(network::quantize(in, floats[plan_.tensors[id].value]));
            rounded.push_back(network::dequantize(in, integers.back()));
        }
        for (std::size_t i = 0; i < integers.size(); ++i) {
            operands.emplace_back(integers[i]);
            views.push_back({network_.tensors[layer.inputs[i]].shape, rounded[i].data()});
        }
        const Values own = runners_[l](operands);
        FloatValues unrounded(wanted.size());
        quantizer::compute_op(*layer.op, prepared_[l], views, tensor.shape, unrounded.data());
        const Values best = network::quantize(tensor, wanted);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            double through = unrounded[i];
            for (const graph::Activation& activation : layer.activations)
                through = graph::activate(activation, through);
            const double error = (own[i] - tensor.zero_point) * tensor.scale - wanted[i];
            const double least = (best[i] - tensor.zero_point) * tensor.scale - wanted[i];
            sums.own += error * error;
            sums.inputs += (through - wanted[i]) * (through - wanted[i]);
            (std::fabs(least) > 0.51 * tensor.scale ? sums.clipping : sums.steps) += least * least;
        }
    }

    ComparedLayer summed_up(std::size_t l, const Sums& sums) const {
        const network::Tensor& tensor = network_.tensors[network_.layers[l].output];
        ComparedLayer layer;
        layer.name = network_.layers[l].name;
        layer.kind = network::kind_name(network_.layers[l].kind);
        double signal = 0, noise = 0;
        layer.worst_channel_db = kMostDb;
        for (std::size_t c = 0; c < sums.signal.size(); ++c) {
            signal += sums.signal[c];
            noise += sums.noise[c];
            const double db = sqnr_db(sums.signal[c], sums.noise[c]);
            if (sums.signal[c] > 0.0 && db < layer.worst_channel_db) {
                layer.worst_channel_db = db;
                layer.worst_channel = static_cast<int>(c);
            }
        }
        layer.quantized_db = sqnr_db(signal, sums.quantized);
        layer.emulator_db = sqnr_db(signal, noise);
        layer.own_db = sqnr_db(signal, sums.own);
        const double weights = std::max(0.0, sums.own - sums.clipping - sums.steps - sums.inputs);
        const double all = sums.clipping + sums.steps + sums.inputs + weights;
        if (all > 0.0)
            layer.own = {sums.clipping / all, sums.steps / all, sums.inputs / all, weights / all};
        layer.largest_error = sums.largest;
        layer.largest_error_steps = sums.largest / tensor.scale;
        layer.frame = sums.frame;
        const std::int64_t pixel = sums.at / tensor.shape.channels;
        layer.channel = static_cast<int>(sums.at % tensor.shape.channels);
        layer.y = static_cast<int>(pixel / tensor.shape.width);
        layer.x = static_cast<int>(pixel % tensor.shape.width);
        return layer;
    }

    const graph::Graph& graph_;
    const network::Network& network_;
    const FrameSource& data_;
    Plan plan_; // points into graph_
    graph::Graph quantized_;
    std::vector<quantizer::Prepared> prepared_; // by layer
    std::vector<quantizer::RunLayer> runners_;
};

int weight_bits(const network::Layer& layer) {
    return std::visit(
        [](const auto& kind) {
            if constexpr (requires { kind.weight_bits; })
                return kind.weight_bits;
            else
                return 0;
        },
        layer.kind);
}

} // namespace

Comparison compare(const graph::Graph& graph, const network::Network& network,
                   const FrameSource& data, std::int64_t frames) {
    return Comparer(graph, network, data).run(frames);
}

int first_below(const Comparison& comparison, double least_db) {
    for (std::size_t l = 0; l < comparison.layers.size(); ++l)
        if (comparison.layers[l].emulator_db < least_db)
            return static_cast<int>(l);
    return -1;
}

std::string advice(const ComparedLayer& layer, const network::Layer& integers) {
    const ErrorShares& own = layer.own;
    const double most = std::max({own.clipping, own.steps, own.inputs, own.weights});
    if (most <= 0.0)
        return "nothing: it is exact";
    if (most == own.clipping)
        return "its range cuts values off: `quantization: {method: minmax}`, or calibrate with "
               "more frames";
    if (most == own.steps)
        return "its range is wide for what occurs in it: `quantization: {method: mse}`, and "
               "`equalize: true` if its channels differ";
    if (most == own.inputs)
        return "what it reads is coarse for it: help the layer before it, and `quantization: "
               "{equalize: true}`";
    const int bits = weight_bits(integers);
    if (bits > 0 && bits < 8)
        return "its weights are narrow: `layers: {" + layer.name +
               ": {weight_bits: " + std::to_string(std::min(8, bits + 2)) + "}}`";
    return "its weights' rounding: `quantization: {rounding: optimized, bias_correction: true, "
           "equalize: true}`";
}

} // namespace sluice::testbench
