// SPDX-License-Identifier: Apache-2.0
#include "quantizer/plan/plan.h"

#include <catch2/catch.hpp>

#include "quantizer/quantize.h"
#include "quantizer/tests/graphs.h"
#include "quantizer/tests/integers.h"

namespace sluice::quantizer {

namespace {

using graph::ActivationKind;
using test::GraphBuilder;
using test::make_activation;

network::Network quantized(const graph::Graph& graph, unsigned seed = 5) {
    return quantize(graph, test::random_frames(graph, 8, -2.0f, 2.0f, seed), {});
}

} // namespace

TEST_CASE("a relu or clip behind a convolution becomes its clamps") {
    std::mt19937 random(31);
    GraphBuilder builder;
    const auto in = builder.input({5, 4, 3});
    const auto conv = builder.add(test::make_conv({}, 1, 3, 6, random), {in});
    builder.output(builder.add(make_activation(ActivationKind::clip, -0.5, 1.5), {conv}));
    const network::Network network = quantized(builder.graph);
    REQUIRE(network.layers.size() == 1);
    CHECK(network.layers[0].name == "n0");
    CHECK(network.layers[0].sources == std::vector<std::string>{"n0", "n1"});
    const auto& layer = std::get<network::Conv>(network.layers[0].kind);
    CHECK(layer.requant.table.empty());
    // The range is the clip's own, so that its bounds are the ends of int8.
    CHECK(network.tensors[1].scale == Approx(2.0 / 255.0));
    CHECK(layer.requant.clamp_low == -128);
    CHECK(layer.requant.clamp_high == 127);
}

TEST_CASE("clamps inside the range are the quantized bounds") {
    std::mt19937 random(32);
    GraphBuilder builder;
    const auto in = builder.input({4, 4, 2});
    const auto conv = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
    const auto relu = builder.add(make_activation(ActivationKind::relu), {conv});
    const auto other = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
    builder.output(builder.add(graph::Concat{}, {relu, other})); // a common, signed scale
    const network::Network network = quantized(builder.graph);
    const auto& layer = std::get<network::Conv>(network.layers[0].kind);
    const network::Tensor& tensor = network.tensors[network.layers[0].output];
    CHECK(tensor.zero_point > -128);
    CHECK(layer.requant.clamp_low == tensor.zero_point);
    CHECK(layer.requant.clamp_high == 127);
}

TEST_CASE("any other activation behind a layer becomes its table, chains included") {
    std::mt19937 random(33);
    GraphBuilder builder;
    const auto in = builder.input({3, 3, 2});
    const auto conv = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
    const auto leaky = builder.add(make_activation(ActivationKind::leaky_relu), {conv});
    const auto swish = builder.add(make_activation(ActivationKind::hard_swish), {leaky});
    builder.output(swish);
    const network::Network network = quantized(builder.graph);
    REQUIRE(network.layers.size() == 1);
    const auto& requant = std::get<network::Conv>(network.layers[0].kind).requant;
    REQUIRE(requant.table.size() == 256);
    CHECK(requant.clamp_low == -128);
    CHECK(requant.clamp_high == 127);
    // 0 stays 0 through both functions: the table takes one zero point to the other.
    CHECK(requant.table[requant.zero_point + 128] == network.tensors[1].zero_point);
}

TEST_CASE("an activation whose input is read elsewhere, or an output, is a layer of its own") {
    std::mt19937 random(34);
    for (const bool as_output : {false, true}) {
        GraphBuilder builder;
        const auto in = builder.input({3, 3, 2});
        const auto conv = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
        const auto relu = builder.add(make_activation(ActivationKind::relu), {conv});
        builder.output(as_output ? conv : builder.add(graph::Add{}, {conv, relu}));
        builder.output(relu);
        const network::Network network = quantized(builder.graph);
        REQUIRE(network.layers.size() == (as_output ? 2 : 3));
        CHECK(std::holds_alternative<network::Lookup>(network.layers[1].kind));
    }
}

TEST_CASE("pooling takes clamps alone") {
    for (const auto kind : {ActivationKind::relu, ActivationKind::sigmoid}) {
        GraphBuilder builder;
        const auto in = builder.input({4, 4, 2});
        const auto pool = builder.add(graph::GlobalAveragePool{}, {in});
        builder.output(builder.add(make_activation(kind), {pool}));
        CHECK(quantized(builder.graph).layers.size() == (kind == ActivationKind::relu ? 1 : 2));
    }
    GraphBuilder builder; // max pooling has no arithmetic to clamp
    const auto pool = builder.add(graph::MaxPool{}, {builder.input({4, 4, 2})});
    builder.output(builder.add(make_activation(ActivationKind::relu), {pool}));
    CHECK(quantized(builder.graph).layers.size() == 2);
}

TEST_CASE("softmax at an output is left to the host, before arg-max dropped") {
    std::mt19937 random(35);
    GraphBuilder builder;
    const auto in = builder.input({2, 2, 2});
    const auto logits = builder.add(test::make_fully_connected({2, 2, 2}, 5, random), {in});
    const auto soft = builder.add(graph::Softmax{}, {logits});
    builder.output(soft);
    builder.output(builder.add(graph::ArgMax{}, {soft}));
    const network::Network network = quantized(builder.graph);
    REQUIRE(network.layers.size() == 2);
    CHECK(network.outputs[0].tensor == network.layers[0].output);
    CHECK(network.outputs[0].name == "v2");
    CHECK(network.layers[1].inputs[0] == network.layers[0].output);
    const network::Tensor& index = network.tensors[network.outputs[1].tensor];
    CHECK(index.bits == 4); // 0..4, signed
    CHECK(index.scale == 1.0);
    CHECK(index.zero_point == 0);
    REQUIRE(network.notes.size() == 1);
    CHECK(network.notes[0].find("Softmax 'n1' is left to the host") == 0);
}

TEST_CASE("what reaches no output is dropped") {
    std::mt19937 random(36);
    GraphBuilder builder;
    const auto in = builder.input({3, 3, 2});
    const auto conv = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
    const auto relu = builder.add(make_activation(ActivationKind::relu), {conv});
    builder.add(graph::MaxPool{}, {conv}); // nobody reads it: the relu still fuses
    builder.output(relu);
    CHECK(quantized(builder.graph).layers.size() == 1);
}

} // namespace sluice::quantizer
