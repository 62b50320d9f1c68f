// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"

using namespace sluice;
using namespace sluice::design;

namespace {

template <class Block> int count(const Design& design) {
    return static_cast<int>(
        std::count_if(design.nodes.begin(), design.nodes.end(),
                      [](const Node& node) { return std::holds_alternative<Block>(node.block); }));
}

const Node& node_named(const Design& design, const std::string& name) {
    for (const Node& node : design.nodes)
        if (node.name == name)
            return node;
    FAIL("no node " << name);
    throw 0;
}

// Why the design is not what assemble promises; empty when it is.
std::string flaw(const Design& design) {
    std::set<std::string> names;
    for (const Node& node : design.nodes)
        if (!names.insert(node.name).second)
            return "two nodes are named " + node.name;
    std::map<std::pair<int, int>, int> from, to;
    for (const Edge& edge : design.edges) {
        ++from[{edge.from.node, edge.from.port}];
        ++to[{edge.to.node, edge.to.port}];
        if (edge.from.node >= 0 && edge.to.node >= 0 && edge.from.node >= edge.to.node)
            return "an edge runs backwards";
        const auto fits = [&](const std::vector<rtl::Stream>& streams, int port) {
            return edge.stream == streams.at(static_cast<std::size_t>(port));
        };
        const auto at = [&](int node) {
            return design.nodes[static_cast<std::size_t>(node)].block;
        };
        const bool given = edge.from.node < 0 ? fits(design.inputs, edge.from.port)
                                              : fits(rtl::block_output_streams(at(edge.from.node)),
                                                     edge.from.port);
        const bool taken = edge.to.node < 0
                               ? fits(design.outputs, edge.to.port)
                               : fits(rtl::block_input_streams(at(edge.to.node)), edge.to.port);
        if (!given || !taken)
            return "a stream is not what its ends say";
    }
    std::size_t ports_out = design.inputs.size();
    std::size_t ports_in = design.outputs.size();
    for (const Node& node : design.nodes) {
        ports_out += rtl::block_output_streams(node.block).size();
        ports_in += rtl::block_input_streams(node.block).size();
    }
    for (const auto& ends : {from, to})
        for (const auto& [end, times] : ends)
            if (times != 1)
                return "an end has several edges";
    if (from.size() != ports_out || to.size() != ports_in)
        return "an end has no edge";
    return "";
}

} // namespace

TEST_CASE("a chain of equal lanes has no adapters") {
    SkeletonBuilder net;
    net.output(net.conv(net.conv(net.input({6, 5, 3}), 4), 2));
    const Design design = assemble(net.skeleton());
    CHECK(design.nodes.size() == 2);
    CHECK(design.edges.size() == 3);
    CHECK(flaw(design) == "");
}

TEST_CASE("a width converter stands where lanes differ, and only there") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4, 1);
    const int b = net.conv(a, 6);
    net.output(b);
    net.parallelise(a, {3, 4, 1});
    net.parallelise(b, {2, 1, 1});
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    REQUIRE(count<rtl::Width>(design) == 1);
    const auto width = std::get<rtl::Width>(node_named(design, "conv0_width").block);
    CHECK(width.in_lanes == 4);
    CHECK(width.out_lanes == 2);
    CHECK(width.shape == net.shape(a));
}

TEST_CASE("an input has as many lanes as its first reader, other readers get converters") {
    SkeletonBuilder net;
    const int x = net.input({6, 5, 8});
    const int a = net.conv(x, 4);
    const int b = net.conv(x, 4);
    net.output(net.add(a, b));
    net.parallelise(a, {3, 1, 1});
    net.parallelise(b, {2, 1, 1});
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    REQUIRE(design.inputs.size() == 1);
    CHECK(design.inputs[0].lanes == 3);
    CHECK(count<rtl::Fork>(design) == 1);
    CHECK(count<rtl::Fifo>(design) == 2);
    CHECK(count<rtl::Width>(design) == 1);
    CHECK(std::get<rtl::Width>(node_named(design, "from_x_width1").block).out_lanes == 2);
}

TEST_CASE("each output of a fork has a FIFO of the depth asked for") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(net.add(net.conv(a, 4), net.add(net.conv(a, 4), a)));
    const Design design = assemble(net.skeleton(), 7);
    CHECK(flaw(design) == "");
    REQUIRE(count<rtl::Fork>(design) == 1);
    CHECK(rtl::block_output_streams(node_named(design, "conv0_fork").block).size() == 3);
    REQUIRE(count<rtl::Fifo>(design) == 3);
    for (const Edge& edge : design.edges) {
        if (edge.from.node < 0 || design.nodes[edge.from.node].name != "conv0_fork")
            continue;
        REQUIRE(edge.to.node >= 0);
        const auto* fifo = std::get_if<rtl::Fifo>(&design.nodes[edge.to.node].block);
        REQUIRE(fifo != nullptr);
        CHECK(fifo->depth == 7);
    }
}

TEST_CASE("a concatenation has a FIFO before each input, of the fork where there is one") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(net.concat({a, net.conv(a, 4), net.max_pool(a, 1)}));
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    CHECK(count<rtl::Fifo>(design) == 5); // three behind the fork, two before the concatenation
}

TEST_CASE("a tensor that is read and is an output goes both ways") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(net.conv(a, 2), "last");
    net.output(a, "middle");
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    REQUIRE(design.outputs.size() == 2);
    CHECK(design.outputs[0].shape.channels == 2);
    CHECK(design.outputs[1].shape.channels == 4);
    CHECK(count<rtl::Fork>(design) == 1);
}

TEST_CASE("one tensor can be several outputs") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(a, "one");
    net.output(a, "two");
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    CHECK(simulate(design).deadlock == false);
}

TEST_CASE("an input can be an output as it is") {
    SkeletonBuilder net;
    const int x = net.input({6, 5, 3});
    net.output(x, "same");
    Design alone = assemble(net.skeleton());
    CHECK(flaw(alone) == "");
    CHECK(alone.nodes.empty());
    CHECK(simulate(alone).interval_cycles == 6 * 5 * 3);

    net.output(net.conv(x, 2), "filtered");
    const Design both = assemble(net.skeleton());
    CHECK(flaw(both) == "");
    CHECK(count<rtl::Fork>(both) == 1);
    CHECK_FALSE(simulate(both).deadlock);
}

TEST_CASE("a layer can read one tensor twice") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(net.add(a, a));
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    CHECK_FALSE(simulate(design).deadlock);
}

TEST_CASE("an input's adapters are not named as another input's wires") {
    // The top module has the wires in_<input>_valid and <node>_valid.
    SkeletonBuilder net;
    const int x = net.input({6, 5, 4}, "x");
    const int fork = net.input({6, 5, 4}, "x_fork");
    net.output(net.add(net.add(x, fork), x));
    const Design design = assemble(net.skeleton());
    CHECK(flaw(design) == "");
    for (const Node& node : design.nodes)
        for (const std::string& input : design.input_names)
            CHECK(node.name != "in_" + input);
}

TEST_CASE("the checks on an assembled design see planted faults") {
    SkeletonBuilder net = small_resnet();
    const Design good = assemble(net.skeleton());
    REQUIRE(flaw(good) == "");
    Design twice = good;
    twice.nodes[1].name = twice.nodes[0].name;
    CHECK(flaw(twice) != "");
    Design lost = good;
    lost.edges.pop_back();
    CHECK(flaw(lost) == "an end has no edge");
    Design wide = good;
    ++wide.edges[2].stream.lanes;
    CHECK(flaw(wide) == "a stream is not what its ends say");
    Design crossed = good;
    crossed.edges.push_back(crossed.edges.front());
    CHECK(flaw(crossed) == "an end has several edges");
}
