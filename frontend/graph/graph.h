// SPDX-License-Identifier: Apache-2.0
// The float graph: what a network computes, in canonical operators and static shapes.
//
// Every value is one frame (batch 1) in HWC order (base/shape.h). No ONNX peculiarity is left:
// BatchNorm, Dropout, Identity, Split, Upsample, Reshape/Flatten chains, constant subgraphs and
// layout transposes are gone; a vector has shape 1x1xN. Nothing after the frontend knows ONNX.
// Not every operator has a form in integers or in hardware: frontend/hardware.h says which do.
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
    // The channels of a group are [phase][channel]: a transposed convolution's neighbouring outputs,
    // each of which may see other taps, with weights of 0 for the rest.
    int phases = 1;

    int phase_of(int out_channel) const {
        const int group = out_channels / groups;
        return out_channel % group / (group / phases);
    }
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

// Where in the frame the largest tap of each window of a MaxPool lies, the first among equals:
// (channel * height + y) * width + x of the input, or (channel * width + x) * height + y with
// `column_major`.
struct MaxPoolIndex {
    Window window;
    bool column_major = false;
};

// Two inputs: values, and for each its index (as MaxPoolIndex gives it, row-major) in a frame, of
// which the output is the first rows and columns. All other outputs are 0; of several values for
// one place, the last stays. `window` is that of the pooling that it undoes.
struct MaxUnpool {
    Shape shape;
    Shape frame;
    Window window;
};

// The divisor is the number of taps inside the image; with count_include_pad, of all.
struct AveragePool {
    Window window;
    bool count_include_pad = false;
};

struct GlobalAveragePool {};

enum class ReduceKind { product, log_sum_exp };

// Over whole axes, which become 1. Sums, means, extremes and norms are poolings, convolutions and
// activations.
struct Reduce {
    ReduceKind kind = ReduceKind::product;
    bool over_height = false;
    bool over_width = false;
    bool over_channels = false;
};

// The same for every frame. No inputs.
struct Constant {
    Shape shape;
    std::vector<float> values; // HWC
};

// Element-wise sum of two values of one shape; what the model repeats is repeated by a Rearrange.
struct Add {};

enum class BinaryKind { subtract, multiply, maximum, minimum, power };

// Element-wise, of one shape like Add. A quotient is a product with the reciprocal.
struct Binary {
    BinaryKind kind = BinaryKind::multiply;
};

// Along channels; two or more inputs of equal height and width. Rows and columns are joined as the
// channels of reshaped values.
struct Concat {};

enum class PadMode { constant, reflect, edge, wrap };

// All counts >= 0. reflect does not repeat the border pixel, edge repeats it alone.
struct Pad {
    PadMode mode = PadMode::constant;
    int top = 0;
    int left = 0;
    int bottom = 0;
    int right = 0;
    int channels_before = 0;
    int channels_after = 0;
    double value = 0.0;
};

// How one axis is resampled: output i is the sum over t of weights[i * taps + t] times the input at
// from[i * taps + t].
struct Resampling {
    int taps = 1;
    std::vector<int> from;
    std::vector<float> weights;
};

// Rows and columns each resampled: nearest has one tap, linear two, cubic four.
struct Resize {
    Resampling rows;
    Resampling columns;
};

// The input's elements in another place, order or number. `digits` count through the output in HWC
// order, the outermost first; output element i is the input's element (in its own HWC order) at
// offset + sum of digit * stride. A stride of 0 repeats, a negative one runs backwards.
// DepthToSpace, SpaceToDepth, channel shuffles, transposes, reshapes, slices, crops, nearest
// resizing by whole factors and broadcasts are this.
struct Rearrange {
    struct Digit {
        std::int64_t size = 1;
        std::int64_t stride = 1;
        friend bool operator==(const Digit&, const Digit&) = default;
    };
    Shape shape;
    std::vector<Digit> digits;
    std::int64_t offset = 0;
};

// The same with digits of size 1 left out and neighbours that make up one stretch joined.
Rearrange normalized(Rearrange op);

// The input's element for each of the output's.
std::vector<std::int64_t> source_elements(const Rearrange& op);

// Whether every element of the input, which has so many, stays in its place: only the shape
// changes.
bool only_reshapes(const Rearrange& op, std::int64_t elements);

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
    softsign,
    selu,
    swish,
    gelu,
    gelu_tanh,
    mish,
    celu,
    thresholded_relu,
    exp,
    log,
    sqrt,
    reciprocal,
    power,
    abs,
    sign,
    erf,
    floor,
    ceil,
    round,
    affine,
    composed,
    bipolar // -alpha below 0, alpha from 0 on
};

const char* activation_name(ActivationKind kind);

struct PointStep;

// A unary function of every element.
struct Activation {
    ActivationKind kind = ActivationKind::relu;
    double low = 0.0; // clip: bounds, may be infinite
    double high = 0.0;
    double alpha = 0.0; // of the function's own definition in ONNX; power: the exponent
    double beta = 0.0;  // hard_sigmoid; selu: gamma; affine: alpha * x + beta
    std::vector<PointStep> steps = {}; // composed: the last step's result
};

// The function's value, in double precision.
double activate(const Activation& op, double x);

enum class Join { none, add, subtract, multiply, divide, maximum, minimum };

// Result number i + 1 of a composed function; result 0 is x. `function` of result a, or a joined
// with b.
struct PointStep {
    Join join = Join::none;
    Activation function;
    int a = 0;
    int b = 0;
};

// Along channels, per pixel; `log` gives the logarithm.
struct Softmax {
    bool log = false;
};

// The `count` largest (or smallest) channels of each pixel in falling (rising) order, the lowest
// index first among equals: their values or their indices.
struct TopK {
    int count = 1;
    bool largest = true;
    bool indices = false;
};

// Index of the largest channel per pixel, the lowest (highest, with `last`) index among equals.
// Output channels = 1.
struct ArgMax {
    bool last = false;
};

using Op = std::variant<Conv, FullyConnected, MaxPool, AveragePool, GlobalAveragePool, Add, Concat,
                        Activation, Softmax, ArgMax, MaxPoolIndex, MaxUnpool, Reduce, Constant,
                        Binary, Pad, Resize, Rearrange, TopK>;

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
    // An input of integers: those of the value's quantization plus this (128 for uint8, 0 for
    // int8), or without quantization the value itself.
    std::optional<int> integer_offset = std::nullopt;
};

struct Graph {
    std::string name;
    std::vector<Value> values;
    std::vector<Interface> inputs;
    std::vector<Interface> outputs;
    std::vector<Node> nodes; // topological order
};

// The MaxPoolIndex that a MaxUnpool undoes window by window, so that the place within the window
// says where a value goes: the windows of both are the same, none overlaps another or begins
// outside the image, and the frame is the image that was pooled. nullptr where there is none.
const Node* mirrored_pool(const Graph& graph, const Node& unpool);

// "Conv", "MaxPool", ...: the kind's name for reports.
const char* kind_name(const Op& op);

// Multiply-accumulates of one frame (convolutions and fully connected; 0 for the rest).
std::int64_t macs(const Graph& graph, const Node& node);

// Throws std::logic_error (SLUICE_CHECK) unless ids, shapes, weight sizes and order are consistent.
void validate(const Graph& graph);

} // namespace sluice::graph
