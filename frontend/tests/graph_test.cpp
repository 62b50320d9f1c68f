// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "frontend/graph/graph.h"

namespace sluice::graph {

namespace {

Graph small_graph() {
    Graph g;
    g.values = {{"x", {4, 6, 2}}, {"c", {2, 2, 3}}, {"y", {1, 1, 5}}};
    g.inputs = {{"x", 0, {2, 4, 6}, true}};
    g.outputs = {{"y", 2, {5}, true}};
    Conv conv;
    conv.window.kernel_h = 3;
    conv.window.kernel_w = 3;
    conv.window.stride_w = 2;
    conv.out_channels = 3;
    conv.weights.assign(54, 1.0F);
    conv.bias.assign(3, 0.0F);
    FullyConnected fc;
    fc.out_channels = 5;
    fc.weights.assign(60, 1.0F);
    fc.bias.assign(5, 0.0F);
    g.nodes = {{"conv", {"conv"}, conv, {0}, 1}, {"fc", {"fc"}, fc, {1}, 2}};
    return g;
}

} // namespace

TEST_CASE("multiply-accumulates count weights times pixels") {
    const Graph g = small_graph();
    CHECK(macs(g, g.nodes[0]) == 54 * 4);
    CHECK(macs(g, g.nodes[1]) == 60);
    CHECK(kind_name(g.nodes[1].op) == std::string("FullyConnected"));
}

TEST_CASE("validate accepts a sound graph and catches each planted fault") {
    CHECK_NOTHROW(validate(small_graph()));
    const std::vector<std::function<void(Graph&)>> faults = {
        [](Graph& g) { g.nodes[0].inputs[0] = 2; },
        [](Graph& g) { g.nodes[0].inputs[0] = 9; },
        [](Graph& g) { g.nodes[0].inputs.clear(); },
        [](Graph& g) { g.nodes[1].output = 1; },
        [](Graph& g) { g.nodes[1].output = -1; },
        [](Graph& g) { g.nodes[1].name = "conv"; },
        [](Graph& g) { g.values[1].shape.width = 3; },
        [](Graph& g) { g.values[0].shape.channels = 0; },
        [](Graph& g) { std::get<Conv>(g.nodes[0].op).weights.pop_back(); },
        [](Graph& g) { std::get<Conv>(g.nodes[0].op).bias.pop_back(); },
        [](Graph& g) { std::get<Conv>(g.nodes[0].op).groups = 4; },
        [](Graph& g) { std::get<Conv>(g.nodes[0].op).window.stride_h = 0; },
        [](Graph& g) { std::get<Conv>(g.nodes[0].op).window.kernel_h = 9; },
        [](Graph& g) { std::get<FullyConnected>(g.nodes[1].op).weights.pop_back(); },
        [](Graph& g) {
            g.inputs[0].dims = {2, 4, 5};
        },
        [](Graph& g) { g.outputs.clear(); },
        [](Graph& g) { std::swap(g.nodes[0], g.nodes[1]); },
    };
    for (std::size_t i = 0; i < faults.size(); ++i) {
        Graph g = small_graph();
        faults[i](g);
        CAPTURE(i);
        CHECK_THROWS_AS(validate(g), std::logic_error);
    }
}

} // namespace sluice::graph
