// SPDX-License-Identifier: Apache-2.0
#include "testbench/random_network.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/error.h"
#include "base/fixed_point.h"

namespace sluice::testbench {

namespace {

using network::Requant;
using network::Tensor;

// Uniform integers; not std::uniform_int_distribution, which differs between libraries.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    int between(int low, int high) {
        return low + static_cast<int>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

private:
    std::mt19937_64 engine_;
};

void fill_table(std::vector<std::int8_t>& table, Random& random) {
    for (std::int8_t& entry : table)
        entry = static_cast<std::int8_t>(random.between(-128, 127));
}

// The standard deviation of a uniform int8 is 74; outputs get one of about 50.
constexpr double kInputDeviation = 74.0;
constexpr double kOutputDeviation = 50.0;

// Weights and requantization of a layer whose channel sums `terms` products.
void fill_weighted(std::vector<std::int8_t>& weights, Requant& r, int weight_bits, int channels,
                   std::int64_t terms, Random& random) {
    const int high = (1 << (weight_bits - 1)) - 1;
    weights.resize(static_cast<std::size_t>(channels * terms));
    for (std::int8_t& weight : weights)
        weight = static_cast<std::int8_t>(random.between(-high - 1, high));
    const double deviation =
        kInputDeviation * (high + 1) / std::sqrt(3.0) * std::sqrt(static_cast<double>(terms));
    // Some layers as those that others quantized: halves to even, multipliers of more bits; and
    // factors that are powers of two, so that there are halves.
    r.ties_to_even = (channels + terms) % 3 == 0;
    const int bits = r.ties_to_even ? kWideMultiplierBits : kMultiplierBits;
    r.bias.clear();
    r.multiplier.clear();
    r.shift.clear();
    for (int c = 0; c < channels; ++c) {
        double real = kOutputDeviation / deviation * (0.5 + random.unit());
        if (r.ties_to_even && c % 2 == 0)
            real = std::exp2(std::round(std::log2(real)));
        const FixedFactor factor = to_fixed_factor(real, bits);
        r.multiplier.push_back(factor.multiplier);
        r.shift.push_back(static_cast<std::uint8_t>(factor.shift));
        r.bias.push_back(static_cast<std::int32_t>(deviation * (random.unit() - 0.5)));
    }
    r.zero_point = random.between(-40, 40);
    r.clamp_low = random.between(0, 1) ? -128 : r.zero_point; // sometimes a ReLU
    r.clamp_high = 127;
    fill_table(r.table, random);
}

using Inputs = std::vector<Tensor>;

void fill(network::Conv& layer, const Inputs& in, Tensor& out, Random& random) {
    const std::int64_t terms =
        std::int64_t{layer.window.positions()} * (in[0].shape.channels / layer.groups);
    layer.pad_value = in[0].zero_point;
    fill_weighted(layer.weights, layer.requant, layer.weight_bits, layer.out_channels, terms,
                  random);
    out.zero_point = layer.requant.zero_point;
}

void fill(network::FullyConnected& layer, const Inputs& in, Tensor& out, Random& random) {
    fill_weighted(layer.weights, layer.requant, layer.weight_bits, layer.out_channels,
                  in[0].shape.elements(), random);
    out.zero_point = layer.requant.zero_point;
}

void fill(network::MaxPool&, const Inputs& in, Tensor& out, Random&) {
    out.scale = in[0].scale;
    out.zero_point = in[0].zero_point;
}

void fill(network::AveragePool& layer, const Inputs& in, Tensor& out, Random& random) {
    const int positions = layer.window.positions();
    layer.pad_value = in[0].zero_point;
    layer.bias = -positions * layer.pad_value;
    const double factor = in[0].scale / out.scale;
    layer.ties_to_even = positions % 2 == 0;
    const int bits = positions % 4 == 0 ? kWideMultiplierBits : kMultiplierBits;
    layer.shift = std::min(to_fixed_factor(factor, bits).shift, kMaxShift);
    layer.multiplier.clear();
    for (int n = 1; n <= positions; ++n)
        layer.multiplier.push_back(fixed_multiplier(factor / n, layer.shift, bits));
    layer.zero_point = out.zero_point = random.between(-20, 20);
    layer.clamp_low = -128;
    layer.clamp_high = 127;
}

void fill(network::GlobalAveragePool& layer, const Inputs& in, Tensor& out, Random& random) {
    const auto pixels = static_cast<double>(in[0].shape.pixels());
    // The mean of many pixels hardly varies: spread it as the sum's deviation allows.
    const FixedFactor factor =
        to_fixed_factor(kOutputDeviation / kInputDeviation / std::sqrt(pixels),
                        in[0].shape.pixels() % 2 == 0 ? kWideMultiplierBits : kMultiplierBits);
    layer.requant.ties_to_even = in[0].shape.pixels() % 2 == 0;
    layer.requant.multiplier = factor.multiplier;
    layer.requant.shift = factor.shift;
    layer.requant.bias = -in[0].zero_point * static_cast<std::int32_t>(pixels);
    layer.requant.zero_point = out.zero_point = random.between(-40, 40);
    layer.requant.clamp_low = -128;
    layer.requant.clamp_high = 127;
}

void fill(network::Add& layer, const Inputs& in, Tensor& out, Random& random) {
    layer.ties_to_even = in[0].shape.channels % 2 == 0;
    const int bits = layer.ties_to_even ? kWideAddMultiplierBits : kMultiplierBits;
    const FixedFactor a =
        to_fixed_factor(layer.ties_to_even ? 0.5 : 0.3 + 0.4 * random.unit(), bits);
    layer.shift = a.shift;
    layer.multiplier_a = a.multiplier;
    layer.multiplier_b =
        fixed_multiplier(layer.ties_to_even ? 0.25 : 0.1 + 0.3 * random.unit(), a.shift, bits);
    layer.bias = -in[0].zero_point * layer.multiplier_a - in[1].zero_point * layer.multiplier_b;
    layer.zero_point = out.zero_point = random.between(-40, 40);
    layer.clamp_low = random.between(0, 1) ? -128 : layer.zero_point;
    layer.clamp_high = 127;
    fill_table(layer.table, random);
}

void fill(network::Concat&, const Inputs& in, Tensor& out, Random&) {
    out.scale = in[0].scale;
    out.zero_point = in[0].zero_point;
}

void fill(network::Lookup& layer, const Inputs&, Tensor&, Random& random) {
    layer.table.resize(256);
    fill_table(layer.table, random);
}

void fill(network::ArgMax&, const Inputs& in, Tensor& out, Random&) {
    out.scale = 1.0;
    out.zero_point = 0;
    out.bits = signed_bits(0, in[0].shape.channels - 1);
}

void fill(network::TopK& layer, const Inputs& in, Tensor& out, Random&) {
    out.scale = layer.indices ? 1.0 : in[0].scale;
    out.zero_point = layer.indices ? 0 : in[0].zero_point;
    out.bits = layer.indices ? signed_bits(0, in[0].shape.channels - 1) : 8;
}

void fill(network::MaxPlace&, const Inputs&, Tensor& out, Random&) {
    out.scale = 1.0;
    out.zero_point = 0;
}

void fill(network::MaxUnpool& layer, const Inputs& in, Tensor& out, Random&) {
    out.scale = in[0].scale;
    layer.zero_point = out.zero_point = in[0].zero_point;
}

void fill(network::Multiply& layer, const Inputs& in, Tensor& out, Random& random) {
    layer.zero_a = in[0].zero_point;
    layer.zero_b = in[1].zero_point;
    const FixedFactor factor = to_fixed_factor(
        kOutputDeviation / (kInputDeviation * kInputDeviation) * (0.5 + random.unit()));
    layer.multiplier = factor.multiplier;
    layer.shift = factor.shift;
    layer.zero_point = out.zero_point = random.between(-40, 40);
    layer.clamp_low = random.between(0, 1) ? -128 : layer.zero_point;
    layer.clamp_high = 127;
    out.scale = in[0].scale * in[1].scale / std::ldexp(factor.multiplier, -factor.shift);
    fill_table(layer.table, random);
}

void fill(network::Extremum& layer, const Inputs& in, Tensor& out, Random& random) {
    const FixedFactor a = to_fixed_factor(0.5 + 0.8 * random.unit());
    layer.shift = a.shift;
    layer.multiplier_a = a.multiplier;
    layer.multiplier_b = fixed_multiplier(0.4 + 0.4 * random.unit(), a.shift);
    layer.bias_a = -in[0].zero_point * layer.multiplier_a;
    layer.bias_b = -in[1].zero_point * layer.multiplier_b;
    layer.zero_point = out.zero_point = random.between(-40, 40);
    layer.clamp_low = random.between(0, 1) ? -128 : layer.zero_point;
    layer.clamp_high = 127;
    fill_table(layer.table, random);
}

void fill(network::Softmax& layer, const Inputs& in, Tensor& out, Random& random) {
    // From nearly flat to one channel that takes all.
    const double scale = std::ldexp(0.01, random.between(0, 4));
    out.scale = 1.0 / 256;
    out.zero_point = -128;
    layer = network::softmax_of_scales(scale, in[0].shape.channels, out.scale, out.zero_point);
}

void fill(network::Pad& layer, const Inputs& in, Tensor& out, Random& random) {
    layer.value = random.between(-128, 127);
    out.scale = in[0].scale;
    out.zero_point = in[0].zero_point;
}

void fill(network::Rearrange&, const Inputs& in, Tensor& out, Random&) {
    out.scale = in[0].scale;
    out.zero_point = in[0].zero_point;
}

network::TensorId append_input(network::Network& network, const Shape& shape, int zero_point) {
    const auto id = static_cast<network::TensorId>(network.tensors.size());
    const std::string name = "in" + std::to_string(network.inputs.size());
    network.tensors.push_back({name, shape, 0.02, zero_point, 8});
    network.inputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
    return id;
}

void append_output(network::Network& network, network::TensorId id, const std::string& name) {
    const Shape& shape = network.tensors[id].shape;
    network.outputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
}

} // namespace

network::TensorId append_random_layer(network::Network& network, network::LayerKind kind,
                                      std::vector<network::TensorId> inputs, std::uint64_t seed) {
    Random random(seed);
    Inputs in;
    std::vector<Shape> shapes;
    for (const network::TensorId input : inputs) {
        in.push_back(network.tensors[input]);
        shapes.push_back(in.back().shape);
    }
    const std::string name =
        std::string(network::kind_name(kind)) + "_" + std::to_string(network.layers.size());
    Tensor out{name, {}, 0.02, 0, 8};
    std::visit(
        [&](auto& layer) {
            out.shape = output_shape(layer, shapes);
            fill(layer, in, out, random);
        },
        kind);
    const auto id = static_cast<network::TensorId>(network.tensors.size());
    network.tensors.push_back(out);
    network.layers.push_back({name, {name}, std::move(kind), std::move(inputs), id});
    return id;
}

network::Network random_layer_network(network::LayerKind kind, const std::vector<Shape>& inputs,
                                      std::uint64_t seed) {
    Random random(seed ^ 0x5eed);
    network::Network network;
    network.name = std::string("random_") + network::kind_name(kind);
    network.quantization_method = "random";
    const int zero_point = random.between(-30, 30); // one for all: a concat's inputs must agree
    std::vector<network::TensorId> ids;
    for (const Shape& shape : inputs)
        ids.push_back(append_input(network, shape, zero_point));
    append_output(network, append_random_layer(network, std::move(kind), ids, seed), "out");
    network::validate(network);
    return network;
}

network::Network random_network_of_every_kind(std::uint64_t seed) {
    network::Network n;
    n.name = "every_kind";
    n.quantization_method = "random";
    n.notes = {"random numbers"};
    const auto add = [&](network::LayerKind kind, std::vector<network::TensorId> inputs) {
        return append_random_layer(n, std::move(kind), std::move(inputs), ++seed * 7919);
    };
    const network::TensorId in = append_input(n, {11, 9, 3}, -7);
    network::Conv dense{.window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, .out_channels = 6};
    dense.requant.table.resize(256);
    const network::TensorId a = add(dense, {in});
    const network::TensorId b =
        add(network::Conv{.window = {3, 2, 1, 1, 1, 2, 1, 1, 1, 1}, .groups = 6, .out_channels = 6},
            {a});
    const network::TensorId c =
        add(network::Conv{.window = {1, 1}, .groups = 2, .out_channels = 6, .weight_bits = 5}, {a});
    const network::TensorId sum = add(network::Add{}, {b, c});
    const network::TensorId most = add(network::MaxPool{{3, 3, 2, 2, 1, 1, 1, 1, 1, 0}}, {sum});
    const network::TensorId least = add(network::MaxPool{{3, 3, 2, 2, 1, 1, 1, 0, 1, 1}}, {sum});
    const network::TensorId both = add(network::Concat{}, {most, least, most});
    const network::TensorId curve = add(network::Lookup{}, {both});
    const network::TensorId mean =
        add(network::AveragePool{.window = {3, 3, 2, 1, 1, 1, 1, 1, 1, 1}}, {curve});
    const network::TensorId padded_mean = add(
        network::AveragePool{.window = {2, 3, 1, 2, 1, 1, 1, 1, 0, 1}, .count_include_pad = true},
        {curve});
    const network::TensorId global = add(network::GlobalAveragePool{}, {padded_mean});
    const network::TensorId scores = add(network::FullyConnected{.out_channels = 10}, {mean});
    // A gate: the means, one for each pixel of what they were taken of.
    const network::TensorId repeated =
        add(network::Rearrange{n.tensors[padded_mean].shape,
                               0,
                               {n.tensors[padded_mean].shape.pixels(),
                                n.tensors[padded_mean].shape.channels},
                               {0, 1}},
            {global});
    const network::TensorId gated = add(network::Multiply{}, {padded_mean, repeated});
    const network::TensorId padded =
        add(network::Pad{.top = 1, .right = 2, .channels_before = 1, .channels_after = 3}, {gated});
    append_output(n, add(network::Softmax{}, {padded}), "shares");
    const network::TensorId chosen = add(network::Extremum{.minimum = true}, {gated, padded_mean});
    const Shape flat = n.tensors[chosen].shape;
    append_output(n,
                  add(network::Rearrange{{1, 1, static_cast<int>(flat.elements())},
                                         0,
                                         {flat.channels, flat.pixels()},
                                         {1, flat.channels}},
                      {chosen}),
                  "gated");
    const network::TensorId pooled = add(network::MaxPool{{2, 2, 2, 2, 1, 1, 0, 0, 1, 0}}, {sum});
    const network::TensorId places = add(network::MaxPlace{{2, 2, 2, 2, 1, 1, 0, 0, 1, 0}}, {sum});
    append_output(n, add(network::MaxUnpool{2, 2}, {pooled, places}), "unpooled");
    append_output(n, scores, "scores");
    append_output(n, global, "means");
    append_output(n, add(network::ArgMax{}, {scores}), "best");
    append_output(n, add(network::TopK{3}, {scores}), "top");
    append_output(n, add(network::TopK{4, false, true}, {scores}), "last");
    network::validate(n);
    return n;
}

std::vector<emulator::Values> random_frame(const network::Network& network, std::uint64_t seed) {
    Random random(seed);
    std::vector<emulator::Values> frame;
    for (const network::Interface& input : network.inputs) {
        emulator::Values values(
            static_cast<std::size_t>(network.tensors[input.tensor].shape.elements()));
        for (std::int16_t& value : values)
            value = static_cast<std::int16_t>(random.between(-128, 127));
        frame.push_back(std::move(values));
    }
    return frame;
}

} // namespace sluice::testbench
