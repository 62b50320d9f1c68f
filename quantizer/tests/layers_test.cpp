// SPDX-License-Identifier: Apache-2.0
// The layers without weights, against the real arithmetic on the integers that they are given.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "quantizer/quantize.h"
#include "quantizer/reference/execute.h"
#include "quantizer/tests/graphs.h"
#include "quantizer/tests/integers.h"

namespace sluice::quantizer {

namespace {

using graph::BinaryKind;
using test::GraphBuilder;

// The largest error of one-layer networks' results, in steps of the output.
double error_in_steps(const graph::Op& op, const std::vector<Shape>& shapes, unsigned seed,
                      float low, float high) {
    GraphBuilder builder;
    std::vector<graph::ValueId> ids;
    for (const Shape& shape : shapes)
        ids.push_back(builder.input(shape));
    builder.output(builder.add(op, ids));
    const auto frames = test::random_frames(builder.graph, 3, low, high, seed);
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
    const auto found = test::to_reals(out, test::evaluate(network, x)[network.outputs[0].tensor]);
    REQUIRE(found.size() == exact.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        const double limited =
            std::clamp(static_cast<double>(exact[i]), (-128 - out.zero_point) * out.scale,
                       (127 - out.zero_point) * out.scale);
        worst = std::max(worst, std::fabs(limited - found[i]) / out.scale);
    }
    return worst;
}

} // namespace

TEST_CASE("differences, products and extremes stay within half a step") {
    for (const BinaryKind kind :
         {BinaryKind::subtract, BinaryKind::multiply, BinaryKind::maximum, BinaryKind::minimum})
        for (unsigned seed = 1; seed <= 5; ++seed) {
            CAPTURE(static_cast<int>(kind), seed);
            const double error = error_in_steps(graph::Binary{kind}, {{5, 7, 3}, {5, 7, 3}}, seed,
                                                -1.0F - static_cast<float>(seed), 2.5F);
            CHECK(error <= 0.51);
            CHECK(error > 0.0); // it is a measurement, not a comparison with itself
        }
}

TEST_CASE("what only moves elements gives the same integers at the same scale") {
    graph::Rearrange reversed{{4, 6, 2}, {{4, -12}, {6, 2}, {2, 1}}, 36}; // the rows upside down
    CHECK(error_in_steps(reversed, {{4, 6, 2}}, 1, -1, 3) < 1e-5);
    graph::Rearrange repeated{{4, 6, 3}, {{24, 0}, {3, 1}}};
    CHECK(error_in_steps(repeated, {{1, 1, 3}}, 2, -1, 3) < 1e-5);
    graph::Pad pad;
    pad.top = 2;
    pad.right = 1;
    pad.channels_after = 2;
    CHECK(error_in_steps(pad, {{3, 4, 2}}, 3, -1, 3) < 1e-5);
    pad.value = 1.7; // half a step, and the range holds it though no activation reaches it
    const double error = error_in_steps(pad, {{3, 4, 2}}, 4, -1, 1);
    CHECK(error <= 0.51);
    GraphBuilder builder;
    builder.output(builder.add(graph::Rearrange{{1, 1, 8}, {{8, 1}}},
                               {builder.add(graph::MaxPool{}, {builder.input({2, 2, 2})})}));
    const auto network =
        quantize(builder.graph, test::random_frames(builder.graph, 2, -1, 3, 5), {});
    CHECK(network.tensors[2].scale == network.tensors[0].scale);
    CHECK(network.tensors[2].zero_point == network.tensors[0].zero_point);
}

TEST_CASE("the largest and smallest channels keep scale and order; indices are what they are") {
    for (const bool largest : {true, false})
        for (const bool indices : {true, false})
            for (unsigned seed = 1; seed <= 4; ++seed)
                CHECK(error_in_steps(graph::TopK{3, largest, indices}, {{2, 3, 9}}, seed, -1, 3) <
                      1e-5);
}

TEST_CASE("a pooling and its unpooling keep the scale, and places are what they are") {
    GraphBuilder builder;
    const Window window{2, 2, 2, 2};
    const auto in = builder.input({4, 6, 3});
    const auto pooled = builder.add(graph::MaxPool{window}, {in});
    const auto index = builder.add(graph::MaxPoolIndex{window}, {in});
    builder.output(builder.add(graph::MaxUnpool{{4, 6, 3}, {4, 6, 3}, window}, {pooled, index}));
    const auto frames = test::random_frames(builder.graph, 3, -1, 3, 1);
    const auto network = quantize(builder.graph, frames, {});
    const network::Tensor& input = network.tensors[network.inputs[0].tensor];
    const network::Tensor& output = network.tensors[network.outputs[0].tensor];
    CHECK(output.scale == input.scale);
    CHECK(output.zero_point == input.zero_point);
    const auto x = test::to_integers(input, frames.frame(0, 0));
    const auto tensors = test::evaluate(network, {x});
    const test::Integers& found = tensors[network.outputs[0].tensor];
    int kept = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        CHECK((found[i] == x[i] || found[i] == output.zero_point));
        kept += found[i] == x[i];
    }
    CHECK(kept >= 18); // one of each window
    CHECK(kept < 30);  // some are the zero point itself
    for (const network::Layer& layer : network.layers)
        if (std::holds_alternative<network::MaxPlace>(layer.kind))
            CHECK(network.tensors[layer.output].scale == 1.0);
}

TEST_CASE("softmax in the middle is a layer whose steps are 1/256, whatever the frames") {
    GraphBuilder builder;
    const auto soft = builder.add(graph::Softmax{}, {builder.input({2, 3, 4})});
    const auto moved = builder.add(graph::Rearrange{{4, 6, 1}, {{24, 1}}}, {soft});
    builder.output(builder.add(graph::MaxPool{}, {moved}));
    const auto network =
        quantize(builder.graph, test::random_frames(builder.graph, 2, -0.1F, 0.1F, 1), {});
    REQUIRE(network.layers.size() == 3);
    CHECK(std::holds_alternative<network::Softmax>(network.layers[0].kind));
    CHECK(network.tensors[1].scale == Approx(1.0 / 256));
    CHECK(network.tensors[1].zero_point == -128);
    CHECK(network.tensors[3].scale == network.tensors[1].scale);
    for (unsigned seed = 1; seed <= 10; ++seed) // half a step, and the table's 1/1024
        CHECK(error_in_steps(graph::Softmax{}, {{3, 5, 2 + 3 * static_cast<int>(seed)}}, seed, -4,
                             4) <= 0.76);
}

TEST_CASE("softmax at the output is left to the host, but not where it is all there is") {
    GraphBuilder builder;
    const auto scores = builder.add(graph::MaxPool{}, {builder.input({2, 3, 4})});
    builder.output(builder.add(graph::Softmax{true}, {scores}));
    const auto frames = test::random_frames(builder.graph, 2, -1, 1, 1);
    const auto network = quantize(builder.graph, frames, {});
    CHECK(network.layers.size() == 1);
    REQUIRE(network.notes.size() == 1);
    CHECK_THAT(network.notes[0], Catch::Contains("LogSoftmax 'n1' is left to the host"));
    GraphBuilder alone;
    const auto moved = alone.add(graph::Rearrange{{1, 6, 4}, {{24, 1}}}, {alone.input({2, 3, 4})});
    alone.output(alone.add(graph::Softmax{}, {moved}));
    const auto kept = quantize(alone.graph, test::random_frames(alone.graph, 2, -1, 1, 1), {});
    REQUIRE(kept.layers.size() == 2);
    CHECK(std::holds_alternative<network::Softmax>(kept.layers[1].kind));
}

} // namespace sluice::quantizer
