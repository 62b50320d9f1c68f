// SPDX-License-Identifier: Apache-2.0
// Float operator to integer layer, an overload per kind (the dispatcher is quantize_op).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/calibration/affine.h"
#include "quantizer/network/layer.h"

namespace sluice::quantizer {

// How a layer's weights become integers, where it is not simply rounding to the nearest; what is
// empty is. Steps are per output channel, in real values, as bounded_steps gives them.
struct WeightChoice {
    std::vector<double> steps;
    std::vector<std::int8_t> integers; // in the order of the float weights
    std::vector<double> bias;          // instead of the op's
};

// Whether the op has weights and a bias.
bool has_weights(const graph::Op& op);

// The numbers around one layer.
struct LayerContext {
    std::string model; // for errors
    std::string name;
    int weight_bits = 8;
    std::vector<Shape> shapes; // of the inputs
    std::vector<Affine> inputs;
    Affine result; // of the op before its activations
    Affine output;
    std::vector<graph::Activation> activations;
    const WeightChoice* weights = nullptr; // null: all of it empty
    // Of an already quantized model: levels of the result before the activations, and of the
    // output.
    std::optional<graph::Quantization> result_levels;
    std::optional<graph::Quantization> output_levels;
    bool given = false; // whether anything around the layer has levels of its own
};

network::LayerKind to_layer(const graph::Conv& op, const LayerContext& context);
network::LayerKind to_layer(const graph::FullyConnected& op, const LayerContext& context);
network::LayerKind to_layer(const graph::MaxPool& op, const LayerContext& context);
network::LayerKind to_layer(const graph::AveragePool& op, const LayerContext& context);
network::LayerKind to_layer(const graph::GlobalAveragePool& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Add& op, const LayerContext& context);
// A difference is an Add with a negative factor; powers throw Error.
network::LayerKind to_layer(const graph::Binary& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Rearrange& op, const LayerContext& context);
// Padding of modes other than constant, and a Softmax's logarithm, throw Error.
network::LayerKind to_layer(const graph::Pad& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Softmax& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Concat& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Activation& op, const LayerContext& context); // lookup
network::LayerKind to_layer(const graph::ArgMax& op, const LayerContext& context);
network::LayerKind to_layer(const graph::TopK& op, const LayerContext& context);
// Where in its window the maximum lies: max_place.
network::LayerKind to_layer(const graph::MaxPoolIndex& op, const LayerContext& context);
network::LayerKind to_layer(const graph::MaxUnpool& op, const LayerContext& context);

// Without a form in integers yet: these throw Error.
network::LayerKind to_layer(const graph::Reduce& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Constant& op, const LayerContext& context);
network::LayerKind to_layer(const graph::Resize& op, const LayerContext& context);

// Throws the Error that says so.
[[noreturn]] void refuse(const graph::Op& op, const LayerContext& context);

network::LayerKind quantize_op(const graph::Op& op, const LayerContext& context);

} // namespace sluice::quantizer
