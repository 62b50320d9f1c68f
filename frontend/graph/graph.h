// SPDX-License-Identifier: Apache-2.0
// The float graph: what a network computes, in canonical operators and static shapes.
//
// Every value is one frame (batch 1) in HWC order (base/shape.h). No ONNX peculiarity is left:
// BatchNorm, Pad, Dropout, Identity, Reshape/Flatten chains, constant subgraphs and layout
// transposes are gone; a vector has shape 1x1xN. Nothing after the frontend knows ONNX.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/shape.h"
#include "base/window.h"

namespace sluice::graph {

using ValueId = int; // index into Graph::values

// Levels that a value is rounded to, of an already quantized model:
// real = (integer - zero_point) * scale, low <= integer <= high, all within signed 8 bits.
struct Quantization {
    double scale = 1.0;
    int zero_point = 0;
    int low = -128;
    int high = 127;

    friend bool operator==(const Quantization&, const Quantization&) = default;
};

struct Value {
    std::string name; // the ONNX value's name: data from a stranger
    Shape shape;
    std::optional<Quantization> quantization = std::nullopt;
};

// Weights in OHWI order: [out_channels][kernel_h][kernel_w][in_channels / groups].
// `bias` has out_channels entries. Out channel o belongs to group o / (out_channels / groups).
struct Conv {
    Window window;
    int groups = 1;
    int out_channels = 1;
    std::vector<float> weights;
    std::vector<float> bias;
};

// A matrix applied to the whole frame: weights [out_channels][height][width][channels] of the
// input's shape, that is, already permuted to HWC order. Output shape 1x1xout_channels.
struct FullyConnected {
    int out_channels = 1;
    std::vector<float> weights;
    std::vector<float> bias;
};

// Padding never wins (it counts as minus infinity).
struct MaxPool {
    Window window;
};

// The divisor is the number of taps inside the image, or the window's size with
// count_include_pad (taps that ceil_mode adds beyond the padded image never count; the frontend
// refuses what this cannot say).
struct AveragePool {
    Window window;
    bool count_include_pad = false;
};

struct GlobalAveragePool {};

// Element-wise sum of two values of the same shape.
struct Add {};

// Along channels; two or more inputs of equal height and width.
struct Concat {};

enum class ActivationKind {
    relu,
    clip,
    leaky_relu,
    sigmoid,
    tanh,
    hard_sigmoid,
    hard_swish,
    elu,
    softplus,
    sign // -alpha below 0, alpha from 0 on
};

// A unary function of every element.
struct Activation {
    ActivationKind kind = ActivationKind::relu;
    double low = 0.0; // clip: bounds, may be infinite
    double high = 0.0;
    double alpha = 0.0; // leaky_relu, elu, hard_sigmoid, sign
    double beta = 0.0;  // hard_sigmoid
};

// Along channels, per pixel.
struct Softmax {};

// Index of the largest channel per pixel, the lowest index among equals. Output channels = 1.
struct ArgMax {};

using Op = std::variant<Conv, FullyConnected, MaxPool, AveragePool, GlobalAveragePool, Add, Concat,
                        Activation, Softmax, ArgMax>;

struct Node {
    std::string name;                 // of the ONNX node that gave it its kind; unique
    std::vector<std::string> sources; // every ONNX node folded into it
    Op op;
    std::vector<ValueId> inputs;
    ValueId output = -1;
};

// How the ONNX model itself lays out an input or output, batch axis removed: `dims` are its own
// dimensions (e.g. {3, 32, 32} or {32, 32, 3} or {10}); channels_first says which it is: the
// elements run in the order C, H, W of the value's shape if so, else H, W, C, however `dims` groups
// them ({784} may be an image of 28x28x1).
struct Interface {
    std::string name;
    ValueId value = -1;
    std::vector<std::int64_t> dims;
    bool channels_first = true;
    // An input of integers: those of the value's quantization plus this (128 for uint8, 0 for int8),
    // or without quantization the value itself.
    std::optional<int> integer_offset = std::nullopt;
};

struct Graph {
    std::string name;
    std::vector<Value> values;
    std::vector<Interface> inputs;
    std::vector<Interface> outputs;
    std::vector<Node> nodes; // topological order
};

// "Conv", "MaxPool", ...: the kind's name for reports.
const char* kind_name(const Op& op);

// Multiply-accumulates of one frame (convolution and fully connected; 0 for the rest).
std::int64_t macs(const Graph& graph, const Node& node);

// Throws std::logic_error (SLUICE_CHECK) unless ids, shapes, weight sizes and order are consistent.
void validate(const Graph& graph);

} // namespace sluice::graph
