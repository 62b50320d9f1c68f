// SPDX-License-Identifier: Apache-2.0
#include "quantizer/onnx_export/onnx_export.h"

#include "quantizer/onnx_export/builder.h"

namespace sluice::quantizer {

namespace {

using Names = std::vector<std::string>;
constexpr auto kInt8 = onnx::TensorProto_DataType_INT8;
constexpr auto kInt32 = onnx::TensorProto_DataType_INT32;
constexpr auto kInt64 = onnx::TensorProto_DataType_INT64;

// Multipliers and shifts of any dimensions that broadcast against the sum's.
struct Scaling {
    Dims dims;
    std::vector<std::int64_t> multiplier;
    Dims shift_dims;
    std::vector<std::int64_t> shift;
    int zero_point, clamp_low, clamp_high;
    bool ties_to_even = false;
};

// The int64 `sum` (bias included) to int8: multiply, round, shift, zero point, clamp.
std::string scale_and_clamp(Builder& b, std::string sum, const Scaling& s) {
    std::vector<std::int64_t> half;
    std::vector<std::int64_t> divisor;
    for (const std::int64_t shift : s.shift) {
        half.push_back(std::int64_t{1} << (shift - 1));
        divisor.push_back(std::int64_t{1} << shift);
    }
    sum = b.node("Mul", {sum, b.int64s(s.dims, s.multiplier)});
    sum = b.node("Add", {sum, b.int64s(s.shift_dims, half)});
    // Runtimes' Div truncates. Mod has the divisor's sign, so the difference divides exactly and
    // the quotient is the floor.
    const std::string two_power = b.int64s(s.shift_dims, divisor);
    const std::string rest = b.node("Mod", {sum, two_power});
    sum = b.node("Div", {b.node("Sub", {sum, rest}), two_power});
    if (s.ties_to_even) { // at a half nothing is left; an odd integer is then one too many
        const std::string odd = b.node("Mod", {sum, b.int64s({}, {2})});
        const std::string tie = b.cast(b.node("Equal", {rest, b.int64s({}, {0})}), kInt64);
        sum = b.node("Sub", {sum, b.node("Mul", {odd, tie})});
    }
    sum = b.node("Add", {sum, b.int64s({}, {s.zero_point})});
    sum = b.node("Max", {sum, b.int64s({}, {s.clamp_low})});
    sum = b.node("Min", {sum, b.int64s({}, {s.clamp_high})});
    return b.cast(sum, kInt8);
}

std::string add_bias(Builder& b, const std::string& acc, const Dims& dims,
                     const std::vector<std::int64_t>& bias) {
    return b.node("Add", {b.cast(acc, kInt64), b.int64s(dims, bias)});
}

// `acc`: 1 x C x H x W, int32.
std::string requantize(Builder& b, const std::string& acc, const network::Requant& r) {
    const Dims dims{1, static_cast<std::int64_t>(r.bias.size()), 1, 1};
    const std::string q = scale_and_clamp(b, add_bias(b, acc, dims, {r.bias.begin(), r.bias.end()}),
                                          {dims,
                                           {r.multiplier.begin(), r.multiplier.end()},
                                           dims,
                                           {r.shift.begin(), r.shift.end()},
                                           r.zero_point,
                                           r.clamp_low,
                                           r.clamp_high,
                                           r.ties_to_even});
    return r.table.empty() ? q : b.look_up(q, r.table);
}

std::string padded(Builder& b, const std::string& value, const Window& w, int pad_value) {
    if (!w.has_padding()) // no unused constant
        return value;
    return b.pad(value, w, b.int8s({}, {static_cast<std::int8_t>(pad_value)}));
}

std::string exact(Builder& b, const network::Conv& conv, const Names& in,
                  const std::vector<Shape>& shapes) {
    const Window& w = conv.window;
    const int group_in = shapes[0].channels / conv.groups;
    const std::string weights = b.int8s({conv.out_channels, group_in, w.kernel_h, w.kernel_w},
                                        weights_oihw(conv, group_in));
    NodeRef node = b.node("ConvInteger", {padded(b, in[0], w, conv.pad_value), weights});
    set_window(node, w, false).set("group", conv.groups);
    return requantize(b, node, conv.requant);
}

std::string exact(Builder& b, const network::FullyConnected& layer, const Names& in,
                  const std::vector<Shape>& shapes) {
    const std::int64_t elements = shapes[0].elements();
    const std::string acc =
        b.node("MatMulInteger",
               {b.reshape(in[0], {1, elements}),
                b.int8s({elements, layer.out_channels}, weights_matrix(layer, shapes[0]))});
    return requantize(b, b.reshape(acc, {1, layer.out_channels, 1, 1}), layer.requant);
}

std::string exact(Builder& b, const network::MaxPool& pool, const Names& in,
                  const std::vector<Shape>&) {
    // -128 wins only where all taps are -128 anyway: every window has a tap inside.
    NodeRef node = b.node("MaxPool", {padded(b, in[0], pool.window, -128)});
    return set_window(node, pool.window, false);
}

std::string exact(Builder& b, const network::AveragePool& pool, const Names& in,
                  const std::vector<Shape>& shapes) {
    const Window& w = pool.window;
    const int channels = shapes[0].channels;
    const std::vector<std::int8_t> ones(std::size_t(channels) * w.positions(), 1);
    NodeRef sum = b.node("ConvInteger", {padded(b, in[0], w, pool.pad_value),
                                         b.int8s({channels, 1, w.kernel_h, w.kernel_w}, ones)});
    set_window(sum, w, false).set("group", channels);
    const Shape out = output_shape(pool, shapes);
    std::vector<std::int64_t> multipliers;
    for (const int divisor : average_divisors(pool, shapes[0], out))
        multipliers.push_back(pool.multiplier[divisor - 1]);
    return scale_and_clamp(b, add_bias(b, sum, {}, {pool.bias}),
                           {{1, 1, out.height, out.width},
                            multipliers,
                            {},
                            {pool.shift},
                            pool.zero_point,
                            pool.clamp_low,
                            pool.clamp_high,
                            pool.ties_to_even});
}

std::string exact(Builder& b, const network::GlobalAveragePool& pool, const Names& in,
                  const std::vector<Shape>&) {
    const network::TensorRequant& r = pool.requant;
    const std::string sum =
        b.node("ReduceSum", {b.cast(in[0], kInt64), b.int64s({2}, {2, 3})}).set("keepdims", 1);
    return scale_and_clamp(b, add_bias(b, sum, {}, {r.bias}),
                           {{},
                            {r.multiplier},
                            {},
                            {r.shift},
                            r.zero_point,
                            r.clamp_low,
                            r.clamp_high,
                            r.ties_to_even});
}

std::string exact(Builder& b, const network::Add& add, const Names& in, const std::vector<Shape>&) {
    const auto scaled = [&](const std::string& operand, std::int64_t multiplier) -> std::string {
        return b.node("Mul", {b.cast(operand, kInt64), b.int64s({}, {multiplier})});
    };
    const std::string sum =
        b.node("Add", {scaled(in[0], add.multiplier_a), scaled(in[1], add.multiplier_b)});
    const std::string q = scale_and_clamp(b, add_bias(b, sum, {}, {add.bias}),
                                          {{},
                                           {1},
                                           {},
                                           {add.shift},
                                           add.zero_point,
                                           add.clamp_low,
                                           add.clamp_high,
                                           add.ties_to_even});
    return add.table.empty() ? q : b.look_up(q, add.table);
}

std::string exact(Builder& b, const network::Concat&, const Names& in, const std::vector<Shape>&) {
    return b.node("Concat", in).set("axis", 1);
}

std::string exact(Builder& b, const network::Lookup& lookup, const Names& in,
                  const std::vector<Shape>&) {
    return b.look_up(in[0], lookup.table);
}

std::string exact(Builder& b, const network::ArgMax&, const Names& in, const std::vector<Shape>&) {
    // Ties go to the first index, ONNX's default.
    return b.node("ArgMax", {b.cast(in[0], kInt32)}).set("axis", 1).set("keepdims", 1);
}

std::string exact(Builder& b, const network::TopK& layer, const Names& in,
                  const std::vector<Shape>&) {
    // Ties go to the lower index, as in ONNX.
    NodeRef node = b.node("TopK", {b.cast(in[0], kInt32), b.int64s({1}, {layer.count})})
                       .set("axis", 1)
                       .set("largest", layer.largest ? 1 : 0);
    const std::string indices = node.second(); // the operator has both outputs
    return layer.indices ? indices : b.cast(node, kInt8);
}

std::string exact(Builder& b, const network::MaxPlace& layer, const Names& in,
                  const std::vector<Shape>& shapes) {
    // As float: a runtime's MaxPool of int8 finds no place in a window of -128 alone.
    const std::string value =
        b.cast(padded(b, in[0], layer.window, -128), onnx::TensorProto_DataType_FLOAT);
    return b.cast(max_places(b, value, layer, shapes[0]), kInt8);
}

std::string exact(Builder& b, const network::MaxUnpool& layer, const Names& in,
                  const std::vector<Shape>& shapes) {
    return b.cast(unpooled(b, b.cast(in[0], kInt32), b.cast(in[1], kInt64),
                           b.int32s({}, {layer.zero_point}), layer, shapes[0]),
                  kInt8);
}

std::string exact(Builder& b, const network::Multiply& layer, const Names& in,
                  const std::vector<Shape>&) {
    const std::string product = b.node(
        "Mul", {add_bias(b, in[0], {}, {-layer.zero_a}), add_bias(b, in[1], {}, {-layer.zero_b})});
    const std::string q = scale_and_clamp(b, product,
                                          {{},
                                           {layer.multiplier},
                                           {},
                                           {layer.shift},
                                           layer.zero_point,
                                           layer.clamp_low,
                                           layer.clamp_high});
    return layer.table.empty() ? q : b.look_up(q, layer.table);
}

std::string exact(Builder& b, const network::Extremum& layer, const Names& in,
                  const std::vector<Shape>&) {
    const auto scaled = [&](const std::string& operand, std::int64_t multiplier,
                            std::int64_t bias) -> std::string {
        return b.node("Add", {b.node("Mul", {b.cast(operand, kInt64), b.int64s({}, {multiplier})}),
                              b.int64s({}, {bias})});
    };
    const std::string chosen =
        b.node(layer.minimum ? "Min" : "Max", {scaled(in[0], layer.multiplier_a, layer.bias_a),
                                               scaled(in[1], layer.multiplier_b, layer.bias_b)});
    const std::string q = scale_and_clamp(
        b, chosen,
        {{}, {1}, {}, {layer.shift}, layer.zero_point, layer.clamp_low, layer.clamp_high});
    return layer.table.empty() ? q : b.look_up(q, layer.table);
}

std::string exact(Builder& b, const network::Softmax& layer, const Names& in,
                  const std::vector<Shape>&) {
    const std::string value = b.cast(in[0], kInt64);
    const std::string largest =
        b.node("ReduceMax", {value}).set("axes", Dims{1}).set("keepdims", 1);
    const std::string weights =
        b.node("Gather", {b.int64s({256}, {layer.table.begin(), layer.table.end()}),
                          b.node("Sub", {largest, value})});
    const std::string sum = b.node("ReduceSum", {weights, b.int64s({1}, {1})}).set("keepdims", 1);
    // Both are positive, so that truncation is the floor.
    const std::string factor = b.node("Div", {b.int64s({}, {layer.numerator}), sum});
    return scale_and_clamp(b, b.node("Mul", {weights, factor}),
                           {{}, {1}, {}, {layer.shift}, layer.zero_point, -128, 127});
}

std::string exact(Builder& b, const network::Pad& layer, const Names& in,
                  const std::vector<Shape>&) {
    const Dims pads{0, layer.channels_before, layer.top,    layer.left,
                    0, layer.channels_after,  layer.bottom, layer.right};
    return b.node(
        "Pad", {in[0], b.int64s({8}, pads), b.int8s({}, {static_cast<std::int8_t>(layer.value)})});
}

std::string exact(Builder& b, const network::Rearrange& layer, const Names& in,
                  const std::vector<Shape>& shapes) {
    return b.rearranged(in[0], layer, shapes[0]);
}

} // namespace

void export_exact(const network::Network& network, const std::filesystem::path& path) {
    Builder b(network);
    Names values(network.tensors.size());
    for (const network::Interface& input : network.inputs)
        values[input.tensor] = b.input(input, kInt8);
    for (const network::Layer& layer : network.layers) {
        b.begin(layer.name);
        Names in;
        for (const network::TensorId id : layer.inputs)
            in.push_back(values[id]);
        const std::vector<Shape> shapes = network::input_shapes(network, layer);
        values[layer.output] =
            std::visit([&](const auto& kind) { return exact(b, kind, in, shapes); }, layer.kind);
    }
    for (const network::Interface& output : network.outputs) {
        const auto type =
            network.tensors[output.tensor].bits <= 8 ? kInt8 : onnx::TensorProto_DataType_INT16;
        b.begin(output.name);
        b.output(output, b.cast(values[output.tensor], type), type);
    }
    b.write(path);
}

} // namespace sluice::quantizer
