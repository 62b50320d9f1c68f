// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include "quantizer/quantize.h"
#include "quantizer/tests/graphs.h"
#include "quantizer/tests/integers.h"

namespace sluice::quantizer {

namespace {

using test::GraphBuilder;

bool same_scale(const network::Tensor& a, const network::Tensor& b) {
    return a.scale == b.scale && a.zero_point == b.zero_point;
}

} // namespace

TEST_CASE("concatenation and max pooling share one scale back to the producers") {
    std::mt19937 random(41);
    GraphBuilder builder;
    const auto in = builder.input({6, 4, 3});
    const auto a = builder.add(test::make_conv({}, 1, 3, 4, random), {in});
    const auto b = builder.add(test::make_conv({}, 1, 3, 5, random), {in});
    const auto c = builder.add(test::make_conv({}, 1, 3, 2, random), {in});
    const auto pool = builder.add(graph::MaxPool{{.kernel_h = 3,
                                                  .kernel_w = 3,
                                                  .pad_top = 1,
                                                  .pad_left = 1,
                                                  .pad_bottom = 1,
                                                  .pad_right = 1}},
                                  {b});
    const auto ab = builder.add(graph::Concat{}, {a, pool});
    const auto abc = builder.add(graph::Concat{}, {ab, c});
    builder.output(abc);
    const auto frames = test::random_frames(builder.graph, 8, -2, 2, 1);
    const network::Network network = quantize(builder.graph, frames, {});
    CHECK(network.layers.size() == 6);
    for (const network::Layer& layer : network.layers)
        CHECK(
            same_scale(network.tensors[layer.output], network.tensors[network.outputs[0].tensor]));
    CHECK_FALSE(same_scale(network.tensors[network.inputs[0].tensor],
                           network.tensors[network.outputs[0].tensor]));
}

TEST_CASE("an input in a concatenation, pooled or not, keeps its scale and is rescaled") {
    std::mt19937 random(42);
    for (const bool pooled : {false, true}) {
        GraphBuilder builder;
        const auto in = builder.input({4, 4, 2});
        const auto conv = builder.add(test::make_conv({}, 1, 2, 3, random), {in});
        const auto direct = pooled ? builder.add(graph::MaxPool{}, {in}) : in;
        builder.output(builder.add(graph::Concat{}, {conv, direct}));
        std::vector<std::vector<std::vector<float>>> data;
        for (int f = 0; f < 4; ++f) {
            data.push_back({test::random_values(32, 0, 256, random)});
            for (float& x : data.back()[0])
                x = static_cast<float>(static_cast<int>(x));
        }
        const test::MemoryFrames frames(data);
        const network::Network network = quantize(builder.graph, frames, {});
        const network::Tensor& input = network.tensors[network.inputs[0].tensor];
        CHECK(input.scale == 1.0);
        CHECK(input.zero_point == -128);
        REQUIRE(network.layers.size() == (pooled ? 4 : 3));
        const network::Layer& rescale = network.layers[network.layers.size() - 2];
        CHECK(rescale.name == network.layers.back().name + "_rescale");
        CHECK(std::holds_alternative<network::Lookup>(rescale.kind));
        const auto tensors = test::evaluate(network, {test::to_integers(input, data[0][0])});
        const network::Tensor& out = network.tensors[network.outputs[0].tensor];
        const auto reals = test::to_reals(out, tensors[network.outputs[0].tensor]);
        for (int p = 0; p < 16; ++p)
            for (int c = 0; c < 2; ++c)
                CHECK(std::abs(reals[p * 5 + 3 + c] - data[0][0][p * 2 + c]) <= out.scale * 0.5001);
    }
}

TEST_CASE("layer names are unique even where the rescaling's name is taken") {
    std::mt19937 random(43);
    GraphBuilder builder;
    const auto in = builder.input({4, 4, 2});
    const auto conv = builder.add(test::make_conv({}, 1, 2, 3, random), {in});
    builder.output(builder.add(graph::Concat{}, {in, conv, in}));
    builder.graph.nodes[0].name = "n1_rescale";
    const auto network =
        quantize(builder.graph, test::random_frames(builder.graph, 2, -1, 1, 2), {});
    std::set<std::string> names;
    for (const network::Layer& layer : network.layers)
        names.insert(layer.name);
    CHECK(names.size() == network.layers.size());
    CHECK(network.layers.size() == 4);
}

} // namespace sluice::quantizer
