// SPDX-License-Identifier: Apache-2.0
#include "quantizer/onnx_export/onnx_export.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quantizer/onnx_export/builder.h"

namespace sluice::quantizer {

namespace {

using network::Tensor;
constexpr auto kFloat = onnx::TensorProto_DataType_FLOAT;

// A layer's input in floats (1 x C x H x W), and its type.
struct Source {
    std::string value;
    Tensor tensor;
};
using Sources = std::vector<Source>;

struct Affine {
    double scale;
    int zero_point;
};

std::string with_affine(Builder& b, const char* op, const std::string& value, Affine a) {
    return b.node(op, {value, b.floats({}, {static_cast<float>(a.scale)}),
                       b.int8s({}, {static_cast<std::int8_t>(a.zero_point)})});
}

// Floats through the output's quantization: clip, quantize, table if any, dequantize.
std::string finish(Builder& b, std::string value, const Tensor& out, int zero_point, int low,
                   int high, const std::vector<std::int8_t>& table) {
    const auto bound = [&](int q) {
        return b.floats({}, {static_cast<float>((q - zero_point) * out.scale)});
    };
    if (low > -128 || high < 127)
        value = b.node("Clip", {value, bound(low), bound(high)});
    std::string q = with_affine(b, "QuantizeLinear", value, {out.scale, zero_point});
    if (!table.empty())
        q = b.look_up(q, table);
    return with_affine(b, "DequantizeLinear", q, {out.scale, out.zero_point});
}

std::string finish(Builder& b, const std::string& value, const Tensor& out,
                   const network::Requant& r) {
    return finish(b, value, out, r.zero_point, r.clamp_low, r.clamp_high, r.table);
}

// The scale of each channel's weights, as multiplier and shift imply it. (With a table, the
// output's scale stands for the one before the table: the table knows no other.)
std::vector<float> weight_scales(const network::Requant& r, const Tensor& in, const Tensor& out) {
    std::vector<float> scales;
    for (std::size_t c = 0; c < r.multiplier.size(); ++c) {
        const auto scale =
            static_cast<float>(std::ldexp(r.multiplier[c], -r.shift[c]) * out.scale / in.scale);
        // A channel that is all zero keeps a positive scale, as runtimes want it.
        scales.push_back(scale == 0.0f ? std::numeric_limits<float>::min() : scale);
    }
    return scales;
}

// int8 weights of any dimensions, one scale along `axis`.
std::string dequantized_weights(Builder& b, const Dims& dims,
                                const std::vector<std::int8_t>& weights,
                                const std::vector<float>& scales, std::int64_t axis) {
    const Dims per_channel{static_cast<std::int64_t>(scales.size())};
    return b
        .node("DequantizeLinear",
              {b.int8s(dims, weights), b.floats(per_channel, scales),
               b.int8s(per_channel, std::vector<std::int8_t>(scales.size(), 0))})
        .set("axis", axis);
}

// The bias without the input zero point's contribution, at scale in * weights; int32 as is usual.
std::string dequantized_bias(Builder& b, const network::Requant& r,
                             const std::vector<std::int8_t>& weights,
                             const std::vector<float>& scales, const Tensor& in) {
    const std::size_t channels = r.bias.size();
    const std::size_t terms = weights.size() / channels;
    std::vector<std::int32_t> bias;
    std::vector<float> bias_scales;
    for (std::size_t c = 0; c < channels; ++c) {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < terms; ++k)
            sum += weights[c * terms + k];
        const std::int64_t plain = r.bias[c] + in.zero_point * sum;
        bias.push_back(static_cast<std::int32_t>(
            std::clamp<std::int64_t>(plain, std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int32_t>::max())));
        bias_scales.push_back(static_cast<float>(scales[c] * in.scale));
    }
    const Dims dims{static_cast<std::int64_t>(channels)};
    return b.node("DequantizeLinear", {b.int32s(dims, bias), b.floats(dims, bias_scales)})
        .set("axis", 0);
}

std::string qdq(Builder& b, const network::Conv& conv, const Sources& in, const Tensor& out) {
    const Window& w = conv.window;
    const int group_in = in[0].tensor.shape.channels / conv.groups;
    const std::vector<float> scales = weight_scales(conv.requant, in[0].tensor, out);
    const std::string weights =
        dequantized_weights(b, {conv.out_channels, group_in, w.kernel_h, w.kernel_w},
                            weights_oihw(conv, group_in), scales, 0);
    const std::string bias = dequantized_bias(b, conv.requant, conv.weights, scales, in[0].tensor);
    // Padding with the zero point is padding with 0.0, what Conv does by itself.
    const int pad = conv.pad_value - in[0].tensor.zero_point;
    std::string value = in[0].value;
    if (pad != 0)
        value = b.pad(value, w, b.floats({}, {static_cast<float>(pad * in[0].tensor.scale)}));
    NodeRef node = b.node("Conv", {value, weights, bias});
    set_window(node, w, pad == 0).set("group", conv.groups);
    return finish(b, node, out, conv.requant);
}

std::string qdq(Builder& b, const network::FullyConnected& layer, const Sources& in,
                const Tensor& out) {
    const Shape& shape = in[0].tensor.shape;
    const std::vector<float> scales = weight_scales(layer.requant, in[0].tensor, out);
    const std::string weights = dequantized_weights(b, {shape.elements(), layer.out_channels},
                                                    weights_matrix(layer, shape), scales, 1);
    const std::string bias =
        dequantized_bias(b, layer.requant, layer.weights, scales, in[0].tensor);
    const std::string product =
        b.node("Gemm", {b.reshape(in[0].value, {1, shape.elements()}), weights, bias});
    return finish(b, b.reshape(product, {1, layer.out_channels, 1, 1}), out, layer.requant);
}

std::string qdq(Builder& b, const network::MaxPool& pool, const Sources& in, const Tensor& out) {
    const Window& w = pool.window;
    std::string value = in[0].value;
    if (w.has_padding()) {
        const auto lowest = static_cast<float>((-128 - out.zero_point) * out.scale);
        value = b.pad(value, w, b.floats({}, {lowest}));
    }
    NodeRef node = b.node("MaxPool", {value});
    return finish(b, set_window(node, w, false), out, out.zero_point, -128, 127, {});
}

std::string qdq(Builder& b, const network::AveragePool& pool, const Sources& in,
                const Tensor& out) {
    const Window& w = pool.window;
    const Shape& shape = in[0].tensor.shape;
    std::string mean;
    if (w.dilation_h == 1 && w.dilation_w == 1 && std::max(w.pad_top, w.pad_bottom) < w.kernel_h &&
        std::max(w.pad_left, w.pad_right) < w.kernel_w) {
        NodeRef node = b.node("AveragePool", {in[0].value});
        mean = set_window(node, w, true, false).set("count_include_pad", pool.count_include_pad);
    } else { // what opset 13's AveragePool, or a runtime's, cannot say: sum, then divide
        const std::vector<float> ones(std::size_t(shape.channels) * w.positions(), 1.0f);
        NodeRef sum = b.node(
            "Conv", {in[0].value, b.floats({shape.channels, 1, w.kernel_h, w.kernel_w}, ones)});
        set_window(sum, w, true).set("group", shape.channels);
        std::vector<float> reciprocals;
        for (const int divisor : average_divisors(pool, shape, out.shape))
            reciprocals.push_back(1.0f / static_cast<float>(divisor));
        mean =
            b.node("Mul", {sum, b.floats({1, 1, out.shape.height, out.shape.width}, reciprocals)});
    }
    return finish(b, mean, out, pool.zero_point, pool.clamp_low, pool.clamp_high, {});
}

std::string qdq(Builder& b, const network::GlobalAveragePool& pool, const Sources& in,
                const Tensor& out) {
    return finish(b, b.node("GlobalAveragePool", {in[0].value}), out, pool.requant.zero_point,
                  pool.requant.clamp_low, pool.requant.clamp_high, {});
}

std::string qdq(Builder& b, const network::Add& add, const Sources& in, const Tensor& out) {
    return finish(b, b.node(add.multiplier_b < 0 ? "Sub" : "Add", {in[0].value, in[1].value}), out,
                  add.zero_point, add.clamp_low, add.clamp_high, add.table);
}

std::string qdq(Builder& b, const network::Concat&, const Sources& in, const Tensor& out) {
    std::vector<std::string> values;
    for (const Source& source : in)
        values.push_back(source.value);
    return finish(b, b.node("Concat", values).set("axis", 1), out, out.zero_point, -128, 127, {});
}

std::string qdq(Builder& b, const network::Lookup& lookup, const Sources& in, const Tensor& out) {
    const Tensor& t = in[0].tensor;
    const std::string q = with_affine(b, "QuantizeLinear", in[0].value, {t.scale, t.zero_point});
    return with_affine(b, "DequantizeLinear", b.look_up(q, lookup.table),
                       {out.scale, out.zero_point});
}

std::string qdq(Builder& b, const network::ArgMax&, const Sources& in, const Tensor&) {
    return b.cast(b.node("ArgMax", {in[0].value}).set("axis", 1).set("keepdims", 1), kFloat);
}

std::string qdq(Builder& b, const network::TopK& layer, const Sources& in, const Tensor&) {
    NodeRef node = b.node("TopK", {in[0].value, b.int64s({1}, {layer.count})})
                       .set("axis", 1)
                       .set("largest", layer.largest ? 1 : 0);
    const std::string indices = node.second(); // the operator has both outputs
    return layer.indices ? b.cast(indices, kFloat) : std::string(node);
}

std::string qdq(Builder& b, const network::MaxPlace& layer, const Sources& in, const Tensor&) {
    const Tensor& t = in[0].tensor;
    std::string value = in[0].value;
    if (layer.window.has_padding()) {
        const auto lowest = static_cast<float>((-128 - t.zero_point) * t.scale);
        value = b.pad(value, layer.window, b.floats({}, {lowest}));
    }
    return b.cast(max_places(b, value, layer, t.shape), kFloat);
}

std::string qdq(Builder& b, const network::MaxUnpool& layer, const Sources& in, const Tensor& out) {
    const Tensor& t = in[1].tensor;
    const std::string places =
        with_affine(b, "QuantizeLinear", in[1].value, {t.scale, t.zero_point});
    const std::string value =
        unpooled(b, in[0].value, b.cast(places, onnx::TensorProto_DataType_INT64),
                 b.floats({}, {0.0f}), layer, t.shape);
    return finish(b, value, out, out.zero_point, -128, 127, {});
}

std::string qdq(Builder& b, const network::Multiply& layer, const Sources& in, const Tensor& out) {
    return finish(b, b.node("Mul", {in[0].value, in[1].value}), out, layer.zero_point,
                  layer.clamp_low, layer.clamp_high, layer.table);
}

std::string qdq(Builder& b, const network::Extremum& layer, const Sources& in, const Tensor& out) {
    return finish(b, b.node(layer.minimum ? "Min" : "Max", {in[0].value, in[1].value}), out,
                  layer.zero_point, layer.clamp_low, layer.clamp_high, layer.table);
}

std::string qdq(Builder& b, const network::Softmax& layer, const Sources& in, const Tensor& out) {
    return finish(b, b.node("Softmax", {in[0].value}).set("axis", 1), out, layer.zero_point, -128,
                  127, {});
}

std::string qdq(Builder& b, const network::Pad& layer, const Sources& in, const Tensor& out) {
    const Dims pads{0, layer.channels_before, layer.top,    layer.left,
                    0, layer.channels_after,  layer.bottom, layer.right};
    const auto value = static_cast<float>((layer.value - out.zero_point) * out.scale);
    const std::string padded =
        b.node("Pad", {in[0].value, b.int64s({8}, pads), b.floats({}, {value})});
    return finish(b, padded, out, out.zero_point, -128, 127, {});
}

std::string qdq(Builder& b, const network::Rearrange& layer, const Sources& in, const Tensor& out) {
    return finish(b, b.rearranged(in[0].value, layer, in[0].tensor.shape), out, out.zero_point,
                  -128, 127, {});
}

} // namespace

void export_qdq(const network::Network& network, const std::filesystem::path& path) {
    Builder b(network);
    std::vector<std::string> values(network.tensors.size());
    for (const network::Interface& input : network.inputs) {
        const Tensor& tensor = network.tensors[input.tensor];
        const Affine affine{tensor.scale, tensor.zero_point};
        const std::string value = b.input(input, kFloat);
        values[input.tensor] = with_affine(b, "DequantizeLinear",
                                           with_affine(b, "QuantizeLinear", value, affine), affine);
    }
    for (const network::Layer& layer : network.layers) {
        b.begin(layer.name);
        Sources in;
        for (const network::TensorId id : layer.inputs)
            in.push_back({values[id], network.tensors[id]});
        const Tensor& out = network.tensors[layer.output];
        values[layer.output] =
            std::visit([&](const auto& kind) { return qdq(b, kind, in, out); }, layer.kind);
    }
    for (const network::Interface& output : network.outputs)
        b.output(output, values[output.tensor], kFloat);
    b.write(path);
}

} // namespace sluice::quantizer
