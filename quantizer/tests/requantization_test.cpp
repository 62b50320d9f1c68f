// SPDX-License-Identifier: Apache-2.0
// The integers against the real arithmetic they stand for: weights and biases within half a step,
// results within half an output step of the real arithmetic on those.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "base/fixed_point.h"
#include "quantizer/quantize.h"
#include "quantizer/reference/execute.h"
#include "quantizer/tests/graphs.h"
#include "quantizer/tests/integers.h"

namespace sluice::quantizer {

namespace {

using test::GraphBuilder;

const network::Requant& requant_of(const network::LayerKind& kind) {
    if (const auto* conv = std::get_if<network::Conv>(&kind))
        return conv->requant;
    return std::get<network::FullyConnected>(kind).requant;
}

const std::vector<std::int8_t>& weights_of(const network::LayerKind& kind) {
    if (const auto* conv = std::get_if<network::Conv>(&kind))
        return conv->weights;
    return std::get<network::FullyConnected>(kind).weights;
}

struct Layer {
    std::vector<float>* weights;
    std::vector<float>* bias;
};

Layer layer_of(graph::Op& op) {
    if (auto* conv = std::get_if<graph::Conv>(&op))
        return {&conv->weights, &conv->bias};
    auto& full = std::get<graph::FullyConnected>(op);
    return {&full.weights, &full.bias};
}

// How many weights, biases and results of a one-layer network lie outside their bounds.
int violations(const graph::Graph& graph, const network::Network& network,
               const FrameSource& frames) {
    const network::Tensor& in = network.tensors[network.inputs[0].tensor];
    const network::Tensor& out = network.tensors[network.outputs[0].tensor];
    const network::Requant& requant = requant_of(network.layers[0].kind);
    const std::vector<std::int8_t>& integers = weights_of(network.layers[0].kind);
    graph::Graph rounded = graph; // with the numbers that the integers stand for
    const Layer real = layer_of(rounded.nodes[0].op);
    const std::size_t depth = real.weights->size() / real.bias->size();
    int found_wrong = 0;
    for (std::size_t o = 0; o < real.bias->size(); ++o) {
        const double product = std::ldexp(requant.multiplier[o] * out.scale, -requant.shift[o]);
        const double multiplier_error = 0.5 / requant.multiplier[o];
        std::int64_t sum = 0;
        const auto round_to = [&](float& number, double integer, double step) {
            const double bound = 0.5 * step + multiplier_error * std::fabs(number) + 1e-9;
            found_wrong += std::fabs(number - integer * step) > bound;
            number = static_cast<float>(integer * step);
        };
        for (std::size_t k = 0; k < depth; ++k) {
            sum += integers[o * depth + k];
            round_to((*real.weights)[o * depth + k], integers[o * depth + k], product / in.scale);
        }
        round_to((*real.bias)[o], static_cast<double>(requant.bias[o] + in.zero_point * sum),
                 product);
    }
    for (std::int64_t f = 0; f < frames.frames(); ++f) {
        const test::Integers x = test::to_integers(in, frames.frame(0, f));
        const auto input = test::to_reals(in, x);
        const FloatValues exact = execute(rounded, {{input.begin(), input.end()}}).back();
        const auto tensors = test::evaluate(network, {x});
        const auto found = test::to_reals(out, tensors[network.outputs[0].tensor]);
        const double low = (-128 - out.zero_point) * out.scale;
        const double high = (127 - out.zero_point) * out.scale;
        for (std::size_t i = 0; i < exact.size(); ++i)
            found_wrong +=
                std::fabs(std::clamp<double>(exact[i], low, high) - found[i]) > 0.501 * out.scale;
    }
    return found_wrong;
}

graph::Graph one_layer(graph::Op op, const Shape& in) {
    GraphBuilder builder;
    builder.output(builder.add(std::move(op), {builder.input(in)}));
    return builder.graph;
}

} // namespace

TEST_CASE("random layers with weights stay within half a step of the real arithmetic") {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto upto = [&](int n) { return 1 + static_cast<int>(random() % n); };
        const int groups = upto(3);
        Window window{.kernel_h = upto(3),
                      .kernel_w = upto(4),
                      .stride_h = upto(2),
                      .stride_w = upto(3),
                      .dilation_w = upto(2),
                      .pad_top = upto(2),
                      .pad_left = upto(3) - 1,
                      .pad_right = upto(2)};
        const Shape in{2 + upto(5), 7 + upto(4), groups * upto(4)};
        graph::Op op;
        if (seed % 3 == 0)
            op = test::make_fully_connected(in, upto(20), random);
        else if (seed % 3 == 1)
            op = test::make_conv(window, groups, in.channels, groups * upto(6), random);
        else
            op = test::make_conv(window, in.channels, in.channels, in.channels, random);
        const Layer weights = layer_of(op);
        const std::size_t depth = weights.weights->size() / weights.bias->size();
        for (std::size_t i = 0; i < weights.weights->size(); ++i) // channels of unlike ranges
            (*weights.weights)[i] *= std::ldexp(1.0f, -static_cast<int>(i / depth % 12));
        const graph::Graph graph = one_layer(std::move(op), in);
        const auto frames = test::random_frames(graph, 6, -1.0f, 3.0f, seed);
        network::Network network = quantize(graph, frames, {});
        CHECK(violations(graph, network, frames) == 0);

        // Planted, one at a time: a zero point, a weight, a bias.
        const network::LayerKind good = network.layers[0].kind;
        const auto requant = [&]() -> network::Requant& {
            return const_cast<network::Requant&>(requant_of(network.layers[0].kind));
        };
        requant().zero_point += 1;
        CHECK(violations(graph, network, frames) > 0);
        network.layers[0].kind = good;
        const_cast<std::int8_t&>(weights_of(network.layers[0].kind)[0]) ^= 1;
        CHECK(violations(graph, network, frames) > 0);
        network.layers[0].kind = good;
        requant().bias[0] += 100;
        CHECK(violations(graph, network, frames) > 0);
    }
}

TEST_CASE("a layer has one shift, and no multiplier of fewer than 12 bits") {
    std::mt19937 random(51);
    graph::Conv conv = test::make_conv({}, 1, 8, 16, random);
    for (std::size_t i = 0; i < conv.weights.size(); ++i)
        conv.weights[i] *= std::ldexp(1.0f, -static_cast<int>(i / 8));
    const graph::Graph graph = one_layer(conv, {4, 4, 8});
    const auto network = quantize(graph, test::random_frames(graph, 4, -1, 1, 1), {});
    const auto& requant = requant_of(network.layers[0].kind);
    for (std::size_t o = 0; o < 16; ++o) {
        CHECK(requant.shift[o] == requant.shift[0]);
        CHECK(requant.multiplier[o] >= 1 << 11);
        CHECK(requant.multiplier[o] < 1 << 17);
    }
}

TEST_CASE("weights use the whole symmetric range of their bits") {
    std::mt19937 random(52);
    for (const int bits : {2, 4, 8}) {
        const graph::Graph graph = one_layer(test::make_conv({}, 1, 12, 6, random), {4, 4, 12});
        Options options;
        options.weight_bits = bits;
        const auto network = quantize(graph, test::random_frames(graph, 4, -1, 1, 1), options);
        const auto& conv = std::get<network::Conv>(network.layers[0].kind);
        CHECK(conv.weight_bits == bits);
        for (int o = 0; o < 6; ++o) {
            int top = 0;
            for (int k = 0; k < 12; ++k)
                top = std::max(top, std::abs(int{conv.weights[o * 12 + k]}));
            CHECK(top == (1 << (bits - 1)) - 1);
        }
    }
}

TEST_CASE("channels without weights give zero, or their bias") {
    std::mt19937 random(53);
    graph::Conv conv = test::make_conv({}, 1, 3, 3, random);
    std::fill_n(conv.weights.begin(), 6, 0.0f);
    conv.bias = {0.0f, 1.5f, 0.25f};
    const graph::Graph graph = one_layer(conv, {2, 2, 3});
    const auto frames = test::random_frames(graph, 4, -1, 3, 1);
    const auto network = quantize(graph, frames, {});
    CHECK(requant_of(network.layers[0].kind).multiplier[0] == 0);
    CHECK(requant_of(network.layers[0].kind).multiplier[1] > 0);
    const network::Tensor& out = network.tensors[1];
    const auto x = test::to_integers(network.tensors[0], frames.frame(0, 0));
    const auto y = test::to_reals(out, test::evaluate(network, {x})[1]);
    CHECK(y[0] == 0.0);
    CHECK(std::fabs(y[1] - 1.5) <= out.scale * 0.51);

    std::fill(conv.weights.begin(), conv.weights.end(), 0.0f);
    std::fill(conv.bias.begin(), conv.bias.end(), 0.0f);
    const auto dead = quantize(one_layer(conv, {2, 2, 3}), frames, {});
    for (const int m : requant_of(dead.layers[0].kind).multiplier)
        CHECK(m == 0);
}

TEST_CASE("a bias that dwarfs its channel's weights still fits") {
    std::mt19937 random(54);
    graph::Conv conv = test::make_conv({}, 1, 4, 2, random);
    for (float& w : conv.weights)
        w *= 1e-12f;
    conv.bias = {3.0f, -2.0f};
    const graph::Graph graph = one_layer(conv, {2, 2, 4});
    const auto frames = test::random_frames(graph, 2, -1, 1, 1);
    const auto network = quantize(graph, frames, {});
    const auto x = test::to_integers(network.tensors[0], frames.frame(0, 0));
    const auto y = test::to_reals(network.tensors[1], test::evaluate(network, {x})[1]);
    CHECK(std::fabs(y[0] - 3.0) <= network.tensors[1].scale * 0.51);
    CHECK(std::fabs(y[1] + 2.0) <= network.tensors[1].scale * 0.51);
}

TEST_CASE("add and average pooling stay within half a step") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        GraphBuilder builder;
        const auto a = builder.input({5, 7, 3});
        if (seed % 2) {
            builder.output(builder.add(graph::Add{}, {a, builder.input({5, 7, 3})}));
        } else {
            const Window window{.kernel_h = 3,
                                .kernel_w = 2,
                                .stride_h = 2,
                                .pad_top = 1,
                                .pad_left = 1,
                                .pad_bottom = 1};
            builder.output(builder.add(seed % 4
                                           ? graph::Op{graph::GlobalAveragePool{}}
                                           : graph::Op{graph::AveragePool{window, seed % 8 == 0}},
                                       {a}));
        }
        const auto frames = test::random_frames(builder.graph, 3, -1.0f, 2.5f, seed);
        const auto network = quantize(builder.graph, frames, {});
        const network::Tensor& out = network.tensors[network.outputs[0].tensor];
        std::vector<test::Integers> x;
        std::vector<FloatValues> reals;
        for (std::size_t i = 0; i < network.inputs.size(); ++i) {
            const network::Tensor& in = network.tensors[network.inputs[i].tensor];
            x.push_back(test::to_integers(in, frames.frame(static_cast<int>(i), 0)));
            const auto exact = test::to_reals(in, x.back());
            reals.emplace_back(exact.begin(), exact.end());
        }
        const FloatValues exact = execute(builder.graph, reals).back();
        const auto found =
            test::to_reals(out, test::evaluate(network, x)[network.outputs[0].tensor]);
        const double low = (-128 - out.zero_point) * out.scale;
        const double high = (127 - out.zero_point) * out.scale;
        double worst = 0.0;
        for (std::size_t i = 0; i < exact.size(); ++i)
            worst = std::max(worst, std::fabs(std::clamp<double>(exact[i], low, high) - found[i]));
        CHECK(worst <= out.scale * 0.51);
        CHECK(worst > 0.0); // it is a measurement, not a comparison with itself
    }
}

} // namespace sluice::quantizer
