// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "quantizer/quantize.h"
#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

namespace {

using Catch::Contains;
using test::GraphBuilder;

graph::Graph small_graph() {
    std::mt19937 random(71);
    GraphBuilder builder;
    const auto in = builder.input({2, 3, 2});
    builder.output(builder.add(test::make_conv({}, 1, 2, 3, random), {in}));
    builder.graph.name = "net.onnx";
    return builder.graph;
}

std::string problem(const graph::Graph& graph, const FrameSource& frames,
                    const Options& options = {}) {
    try {
        quantize(graph, frames, options);
    } catch (const Error& error) {
        CHECK_FALSE(error.remedy().empty());
        return error.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("bad calibration data are named") {
    const graph::Graph graph = small_graph();
    CHECK(problem(graph, test::random_frames(graph, 2, -1, 1, 1)) == "no error");
    CHECK_THAT(problem(graph, test::MemoryFrames({})), Contains("no frames"));
    CHECK_THAT(problem(graph, test::MemoryFrames({{std::vector<float>(11, 0.5f)}})),
               Contains("has 11 values for input 'v0', which takes 12"));
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        std::vector<float> values(12, 0.5f);
        values[7] = bad;
        CHECK_THAT(problem(graph, test::MemoryFrames({{values}})),
                   Contains("infinite or undefined numbers at 'v0'"));
    }
}

TEST_CASE("bad options are named") {
    const graph::Graph graph = small_graph();
    const auto frames = test::random_frames(graph, 2, -1, 1, 1);
    Options options;
    options.weight_bits = 9;
    CHECK_THAT(problem(graph, frames, options), Contains("weight_bits is 9"));
    options.weight_bits = 8;
    options.percentile = 0.0;
    CHECK_THAT(problem(graph, frames, options), Contains("percentile is 0"));
}

TEST_CASE("an input that nothing reads is refused") {
    GraphBuilder builder;
    builder.output(builder.add(graph::MaxPool{}, {builder.input({2, 3, 2})}));
    builder.input({1, 1, 2});
    CHECK_THAT(problem(builder.graph, test::random_frames(builder.graph, 2, -1, 1, 1)),
               Contains("input 'v2' is read by no layer"));
}

TEST_CASE("an output that is an input is refused") {
    graph::Graph graph = small_graph();
    graph.outputs.push_back(graph.inputs[0]);
    CHECK_THAT(problem(graph, test::random_frames(graph, 2, -1, 1, 1)),
               Contains("output 'v0' is an input of the model"));
}

TEST_CASE("an accumulator beyond 32 bits is refused") {
    GraphBuilder builder;
    const Shape shape{300, 500, 1}; // 150,000 products of up to 127 * 128
    const auto in = builder.input(shape);
    builder.output(
        builder.add(graph::FullyConnected{1, std::vector<float>(150000, 1.0f), {0.0f}}, {in}));
    CHECK_THAT(problem(builder.graph, test::random_frames(builder.graph, 1, -1, 1, 1)),
               Contains("32 bits do not hold"));
}

TEST_CASE("an output range far below what the weights give is refused, not guessed") {
    graph::Graph graph = small_graph();
    auto& conv = std::get<graph::Conv>(graph.nodes[0].op);
    conv.weights.assign(conv.weights.size(), 1e9f);
    conv.bias.assign(conv.bias.size(), 0.0f);
    CHECK_THAT(problem(graph, test::MemoryFrames({{std::vector<float>(12, 0.0f)}})),
               Contains("node 'n0' has a calibrated output range too small"));
}

} // namespace sluice::quantizer
