// SPDX-License-Identifier: Apache-2.0
// Designs whose streams carry several pixels a beat.
#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"

using namespace sluice;
using namespace sluice::design;

namespace {

template <typename Block> std::vector<Block> blocks(const Design& design) {
    std::vector<Block> found;
    for (const Node& node : design.nodes)
        if (const auto* block = std::get_if<Block>(&node.block))
            found.push_back(*block);
    return found;
}

// Two convolutions of a row of the kernel, one after the other.
Design chain(const rtl::Parallelism& first, const rtl::Parallelism& second, int kernel = 3,
             int stride = 1) {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 9, 3}), 4);
    const int b = net.conv(a, 6, kernel, stride);
    net.output(b);
    net.parallelise(a, first);
    net.parallelise(b, second);
    return assemble(net.skeleton());
}

// Every edge joins equal streams.
std::string wrong_edge(const Design& design) {
    for (const Edge& edge : design.edges) {
        const auto port = [](int n) { return static_cast<std::size_t>(n); };
        const auto same = [&](rtl::Stream stream) {
            stream.shape = edge.stream.shape;
            return stream == edge.stream;
        };
        if (edge.from.node >= 0 &&
            !same(rtl::block_output_streams(design.nodes[port(edge.from.node)].block)
                      .at(port(edge.from.port))))
            return "edge from " + design.nodes[port(edge.from.node)].name;
        if (edge.to.node >= 0 &&
            !same(rtl::block_input_streams(design.nodes[port(edge.to.node)].block)
                      .at(port(edge.to.port))))
            return "edge to " + design.nodes[port(edge.to.node)].name;
    }
    return "";
}

} // namespace

TEST_CASE("a window takes the pixels that its producer gives") {
    const Design design = chain({3, 4, 9, 2}, {4, 6, 3, 4});
    CHECK(wrong_edge(design) == "");
    CHECK(design.nodes.size() == 2);
    CHECK(blocks<rtl::Conv>(design)[1].input_pixels == 2);
    CHECK(design.inputs[0].pixels == 2);
    CHECK(design.outputs[0].pixels == 4);
}

TEST_CASE("a regrouping stands where a window cannot take so many") {
    const Design design = chain({3, 4, 9, 4}, {4, 6, 9, 2});
    CHECK(wrong_edge(design) == "");
    REQUIRE(blocks<rtl::Regroup>(design).size() == 1);
    CHECK(blocks<rtl::Regroup>(design)[0].in_pixels == 4);
    CHECK(blocks<rtl::Regroup>(design)[0].out_pixels == 2);
    CHECK(blocks<rtl::Width>(design).empty());
    CHECK(simulate(design).interval_cycles == 6 * 5); // of the second
}

TEST_CASE("a window of stride 2 with one output takes two pixels") {
    const Design design = chain({3, 4, 9, 2}, {4, 6, 9, 1}, 3, 2);
    CHECK(wrong_edge(design) == "");
    CHECK(design.nodes.size() == 2);
    CHECK(blocks<rtl::Conv>(design)[1].input_pixels == 2);
}

TEST_CASE("lanes change where beats hold more pixels") {
    const Design split = chain({3, 4, 9, 4}, {2, 6, 3, 1});
    CHECK(wrong_edge(split) == "");
    REQUIRE(blocks<rtl::Width>(split).size() == 1);
    CHECK(blocks<rtl::Width>(split)[0].pixels == 4);
    CHECK(std::holds_alternative<rtl::Width>(split.nodes[1].block));

    // The first is slow; the second asks for 4 pixels a beat to keep up with itself.
    const Design join = chain({1, 1, 3, 1}, {2, 6, 9, 4});
    CHECK(wrong_edge(join) == "");
    REQUIRE(blocks<rtl::Width>(join).size() == 1);
    REQUIRE(blocks<rtl::Regroup>(join).size() == 1);
    CHECK(blocks<rtl::Width>(join)[0].pixels == blocks<rtl::Regroup>(join)[0].out_pixels);
}

TEST_CASE("adapters never limit a design, whatever its layers' parallelism") {
    std::mt19937 random(5);
    int regroupings = 0;
    for (int trial = 0; trial < 40; ++trial) {
        SkeletonBuilder net = trial % 2 ? small_resnet() : small_mobilenet();
        Skeleton skeleton = net.skeleton();
        std::int64_t slowest = 0;
        for (LayerBlock& layer : skeleton.layers) {
            const auto choices = rtl::block_choices(layer.block);
            if (!choices.empty())
                layer.block =
                    rtl::block_with_parallelism(layer.block, choices[random() % choices.size()]);
            slowest = std::max(slowest, rtl::block_interval_cycles(layer.block));
        }
        const Design design = assemble(skeleton, 4000); // deep enough for any skip
        INFO("trial " << trial);
        CHECK(wrong_edge(design) == "");
        for (const Node& node : design.nodes)
            CHECK(rtl::block_interval_cycles(node.block) <= slowest);
        const Timing timing = simulate(design, 6);
        CHECK_FALSE(timing.deadlock);
        CHECK(timing.interval_cycles == slowest);
        regroupings += static_cast<int>(blocks<rtl::Regroup>(design).size());
    }
    CHECK(regroupings > 20);
}
