// SPDX-License-Identifier: Apache-2.0
// The steps together: what they gain, what they report, and that they are reproducible.
#include "quantizer/quantize.h"

#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "quantizer/correct/equalize.h"
#include "quantizer/measure/frame_sets.h"
#include "quantizer/reference/execute.h"
#include "quantizer/tests/graphs.h"
#include "quantizer/tests/integers.h"

namespace sluice::quantizer {

namespace {

using test::GraphBuilder;

// Convolution, depthwise convolution and a matrix; channels of very different sizes between them,
// so that there is something to equalise.
graph::Graph uneven_graph(unsigned seed) {
    std::mt19937 random(seed);
    GraphBuilder builder;
    auto value = builder.input({8, 6, 3});
    const Window three{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    graph::Conv first = test::make_conv(three, 1, 3, 8, random);
    for (std::size_t o = 0; o < 8; ++o)
        for (std::size_t i = o * 27; i < (o + 1) * 27; ++i)
            first.weights[i] *= std::ldexp(1.0f, -static_cast<int>(o % 5));
    value = builder.add(first, {value});
    value = builder.add(test::make_activation(graph::ActivationKind::relu), {value});
    value = builder.add(test::make_conv(three, 8, 8, 8, random), {value});
    value = builder.add(test::make_activation(graph::ActivationKind::relu), {value});
    builder.output(builder.add(test::make_fully_connected({8, 6, 8}, 5, random), {value}));
    builder.graph.name = "uneven";
    return builder.graph;
}

double sqnr_db(const graph::Graph& graph, const network::Network& network,
               const FrameSource& frames) {
    double signal = 0.0, noise = 0.0;
    for (std::int64_t f = 0; f < frames.frames(); ++f) {
        const FloatValues wanted = Reference(graph).run({frames.frame(0, f)})[0];
        const auto all = test::evaluate(
            network,
            {test::to_integers(network.tensors[network.inputs[0].tensor], frames.frame(0, f))});
        const network::TensorId out = network.outputs[0].tensor;
        const std::vector<double> got = test::to_reals(network.tensors[out], all[out]);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            signal += static_cast<double>(wanted[i]) * wanted[i];
            noise += (wanted[i] - got[i]) * (wanted[i] - got[i]);
        }
    }
    return 10.0 * std::log10(signal / noise);
}

bool same_network(const network::Network& a, const network::Network& b) {
    bool equal = a.layers.size() == b.layers.size();
    for (std::size_t i = 0; equal && i < a.layers.size(); ++i)
        equal = a.layers[i].kind == b.layers[i].kind;
    for (std::size_t i = 0; equal && i < a.tensors.size(); ++i)
        equal = a.tensors[i].scale == b.tensors[i].scale &&
                a.tensors[i].zero_point == b.tensors[i].zero_point;
    return equal;
}

} // namespace

// With weights of 4 bits, so that the weights' noise is what there is to gain on: at 8 bits the
// rounding of so small a network's outputs drowns it.
TEST_CASE("all steps together gain decibels on frames that were not calibrated on") {
    for (const unsigned seed : {1u, 2u, 3u}) {
        const graph::Graph graph = uneven_graph(seed);
        const auto calibration = test::random_frames(graph, 40, -1, 1, seed);
        const auto fresh = test::random_frames(graph, 20, -1, 1, seed + 100);
        Options narrow;
        narrow.weight_bits = 4;
        const double plain = sqnr_db(graph, quantize(graph, calibration, narrow), fresh);
        Options options = best_options(test::prepare_layer);
        options.weight_bits = 4;
        const Quantized best = quantize_measured(graph, calibration, options);
        const double improved = sqnr_db(graph, best.network, fresh);
        std::string steps;
        for (const Step& step : best.quality->steps)
            steps += fmt::format("{} {:.2f} -> {:.2f}; ", step.name, step.before_db, step.after_db);
        INFO("seed " << seed << ": " << plain << " dB, improved " << improved << " dB; " << steps);
        CHECK(improved > plain + 1.0);
        REQUIRE(best.quality);
        CHECK(best.quality->fitted_frames == 30);
        CHECK(best.quality->held_out_frames == 10);
        CHECK(best.quality->steps.size() == 5);
        for (const Step& step : best.quality->steps)
            CHECK(step.kept == (step.after_db >= step.before_db));
        CHECK(best.network.quantization_method == "auto");
    }
}

TEST_CASE("the reported figure is that of the held-out frames") {
    const graph::Graph graph = uneven_graph(4);
    const auto calibration = test::random_frames(graph, 12, -1, 1, 4);
    std::vector<std::vector<std::vector<float>>> held;
    for (const std::int64_t i : split_frames(12, 0).held_out)
        held.push_back({calibration.frame(0, i)});
    REQUIRE(held.size() == 3);
    Options options;
    options.measure = true;
    options.prepare_layer = test::prepare_layer;
    const Quantized plain = quantize_measured(graph, calibration, options);
    CHECK(plain.quality->output_sqnr_db ==
          Approx(sqnr_db(graph, plain.network, test::MemoryFrames(held))).epsilon(1e-6));
    CHECK(plain.quality->output_sqnr_db == plain.quality->minmax_sqnr_db);
    network::Network broken = plain.network; // the figure can tell
    std::get<network::FullyConnected>(broken.layers.back().kind).weights[3] ^= 64;
    CHECK(sqnr_db(graph, broken, test::MemoryFrames(held)) < plain.quality->output_sqnr_db - 0.1);
}

TEST_CASE("the improved network does not depend on the number of threads") {
    const graph::Graph graph = uneven_graph(5);
    const auto frames = test::random_frames(graph, 24, -1, 1, 5);
    Options options = best_options(test::prepare_layer);
    options.weight_bits = 4;
    options.threads = 1;
    const Quantized one = quantize_measured(graph, frames, options);
    for (const int threads : {2, 5}) {
        options.threads = threads;
        const Quantized other = quantize_measured(graph, frames, options);
        CHECK(same_network(one.network, other.network));
        CHECK(one.quality->output_sqnr_db == other.quality->output_sqnr_db);
    }
    options.rounding = Rounding::nearest; // it can tell
    CHECK_FALSE(same_network(one.network, quantize_measured(graph, frames, options).network));
}

TEST_CASE("scaling channels leaves the network's function alone") {
    const graph::Graph graph = uneven_graph(6);
    const std::vector<ScalableOutput> outputs = scalable_outputs(graph);
    REQUIRE(outputs.size() == 2);
    const auto frames = test::random_frames(graph, 3, -1, 1, 6);
    graph::Graph changed = graph;
    for (const ScalableOutput& output : outputs) {
        std::vector<double> factors;
        for (int c = 0; c < 8; ++c)
            factors.push_back(std::ldexp(1.0, c % 4));
        changed = scaled(changed, output, factors);
    }
    for (std::int64_t f = 0; f < 3; ++f) {
        const FloatValues a = Reference(graph).run({frames.frame(0, f)})[0];
        const FloatValues b = Reference(changed).run({frames.frame(0, f)})[0];
        for (std::size_t i = 0; i < a.size(); ++i)
            CHECK(b[i] == Approx(a[i]).margin(1e-4));
    }
    CHECK(std::get<graph::Conv>(changed.nodes[0].op).weights !=
          std::get<graph::Conv>(graph.nodes[0].op).weights);
}

TEST_CASE("factors fill the range, and a clip is never reached by what was seen") {
    const graph::Graph graph = uneven_graph(7);
    ScalableOutput output = scalable_outputs(graph)[0];
    ChannelRanges own;
    for (const double high : {4.0, 2.0, 1.0, 0.0, 0.5, 4.0, 0.001, 3.0})
        own.push_back({0.0, high});
    const std::vector<ChannelRanges> ranges(graph.values.size(), own);
    const auto plain = channel_factors(graph, output, ranges, Balance::activations);
    CHECK(plain[1] == Approx(2.0));
    CHECK(plain[3] == 1.0);
    CHECK(plain[6] == 32.0); // bounded
    output.clip_high = 3.0;
    for (const Balance balance :
         {Balance::activations, Balance::half_activations, Balance::weights_too}) {
        const auto factors = channel_factors(graph, output, ranges, balance);
        for (std::size_t c = 0; c < own.size(); ++c) {
            CHECK(factors[c] >= 1.0);
            if (factors[c] > 1.0)
                CHECK(factors[c] * own[c].high <= 3.0 * (1 + 1e-12));
        }
    }
}

// A skip around a pooling, and a transposed convolution: channels become pixels.
graph::Graph skip_graph(bool with_sum) {
    std::mt19937 random(11);
    test::GraphBuilder builder;
    const Window window{
        .kernel_h = 3, .kernel_w = 3, .pad_top = 1, .pad_left = 1, .pad_bottom = 1, .pad_right = 1};
    const auto input = builder.input({8, 4, 2});
    const auto sum = builder.add(test::make_conv(window, 1, 2, 3, random), {input});
    const auto skip = builder.add(test::make_activation(graph::ActivationKind::relu), {sum});
    const auto small = builder.add(
        graph::MaxPool{{.kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2}}, {skip});
    const auto phases = builder.add(test::make_conv({}, 1, 3, 8, random), {small});
    // Pixel (2y + a, 2x + b), channel c is pixel (y, x), channel 4a + 2b + c.
    const auto large = builder.add(
        graph::Rearrange{{8, 4, 2}, {{4, 16}, {2, 4}, {2, 8}, {2, 2}, {2, 1}}, 0}, {phases});
    auto joined = builder.add(graph::Concat{}, {large, skip});
    if (with_sum)
        joined = builder.add(graph::Add{}, {joined, joined});
    builder.output(builder.add(test::make_conv(window, 1, 5, 4, random), {joined}));
    return builder.graph;
}

TEST_CASE("channels are scaled through skips, concatenations and rearrangements") {
    const graph::Graph graph = skip_graph(false);
    const std::vector<ScalableOutput> outputs = scalable_outputs(graph);
    REQUIRE(outputs.size() == 2);
    CHECK(outputs[0].consumers.size() == 2); // behind the pooling, and behind the concatenation
    CHECK(outputs[0].consumers[1].channel == std::vector<int>{-1, -1, 0, 1, 2});
    CHECK_FALSE(outputs[0].values[0].is_tensor); // Relu alone reads it
    // The four phases of a channel share a factor.
    CHECK(outputs[1].values[0].channel == std::vector<int>{0, 1, 0, 1, 0, 1, 0, 1});
    CHECK(outputs[1].consumers[0].channel == std::vector<int>{0, 1, -1, -1, -1});
    CHECK(scalable_outputs(skip_graph(true)).empty()); // a sum takes no factors back

    const auto frames = test::random_frames(graph, 2, -1, 1, 6);
    const graph::Graph changed =
        scaled(scaled(graph, outputs[0], {2, 4, 0.5}), outputs[1], {8, 0.25, 1, 1, 1, 1, 1, 1});
    for (std::int64_t f = 0; f < 2; ++f) {
        const FloatValues a = Reference(graph).run({frames.frame(0, f)})[0];
        const FloatValues b = Reference(changed).run({frames.frame(0, f)})[0];
        for (std::size_t i = 0; i < a.size(); ++i)
            CHECK(b[i] == Approx(a[i]).margin(1e-4));
    }
    // Every channel fills the range of the concatenation that it is part of, one side of it.
    std::vector<ChannelRanges> ranges;
    for (const graph::Value& value : graph.values)
        ranges.emplace_back(static_cast<std::size_t>(value.shape.channels), Range{0.0, 1.0});
    const graph::ValueId joined = outputs[1].values.back().value;
    for (const ScalableOutput::Scaled& scaled : outputs[1].values)
        for (std::size_t c = 0; c < scaled.channel.size(); ++c)
            ranges[scaled.value][c] = scaled.channel[c] == 0   ? Range{-1.0, 2.0}
                                      : scaled.channel[c] == 1 ? Range{-0.5, 0.25}
                                                               : Range{0.0, 6.0};
    REQUIRE(graph.values[joined].shape.channels == 5);
    const auto factors = channel_factors(graph, outputs[1], ranges, Balance::activations);
    CHECK(factors[0] == Approx(1.0)); // of -1: the lowest of all
    CHECK(factors[1] == Approx(2.0)); // -0.5 becomes -1
    for (std::size_t c = 2; c < factors.size(); ++c)
        CHECK(factors[c] == factors[c % 2]);
}

TEST_CASE("a layer's own width of weights wins, and unknown layers are named") {
    const graph::Graph graph = uneven_graph(8);
    const auto frames = test::random_frames(graph, 4, -1, 1, 8);
    Options options;
    options.weight_bits = 6;
    options.layer_weight_bits["n2"] = 3;
    const network::Network network = quantize(graph, frames, options);
    CHECK(std::get<network::Conv>(network.layers[0].kind).weight_bits == 6);
    CHECK(std::get<network::Conv>(network.layers[1].kind).weight_bits == 3);
    for (const std::int8_t w : std::get<network::Conv>(network.layers[1].kind).weights)
        CHECK(std::abs(w) <= 3);
    options.layer_weight_bits = {{"n3", 4}};
    CHECK_THROWS_WITH(quantize(graph, frames, options), Catch::Contains("'n3'"));
}

TEST_CASE("automatic widths stay within the allowed loss and save memory") {
    const graph::Graph graph = uneven_graph(9);
    const auto frames = test::random_frames(graph, 32, -1, 1, 9);
    Options options = best_options(test::prepare_layer);
    const double wide_db = quantize_measured(graph, frames, options).quality->output_sqnr_db;
    const auto bits = [&](const network::Network& network) {
        std::int64_t sum = 0;
        for (const network::Layer& layer : network.layers)
            sum += network::weight_bytes(layer);
        return sum;
    };
    std::int64_t last = bits(quantize(graph, frames, options));
    for (const double drop : {3.0, 12.0}) {
        options.max_drop_db = drop;
        const Quantized narrow = quantize_measured(graph, frames, options);
        CHECK(narrow.quality->output_sqnr_db >= wide_db - drop);
        CHECK(bits(narrow.network) < last);
        last = bits(narrow.network);
    }
    options.layer_weight_bits["n0"] = 7; // a layer's own width stays
    const Quantized fixed = quantize_measured(graph, frames, options);
    CHECK(std::get<network::Conv>(fixed.network.layers[0].kind).weight_bits == 7);
}

} // namespace sluice::quantizer
