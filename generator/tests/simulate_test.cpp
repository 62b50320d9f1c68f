// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"

using namespace sluice;
using namespace sluice::design;

namespace {

// Several chains of convolutions; the layer in the middle is the slowest of some, not of others.
SkeletonBuilder chain(int middle_lanes) {
    SkeletonBuilder net;
    const int a = net.conv(net.input({9, 7, 3}), 6);
    const int b = net.conv(a, 8, 3, 2);
    const int c = net.conv(b, 5, 1);
    net.output(c);
    net.parallelise(a, {3, 2, 3});
    net.parallelise(b, {middle_lanes, middle_lanes, 1});
    net.parallelise(c, {4, 5, 1});
    return net;
}

} // namespace

TEST_CASE("a chain's interval is its slowest block's") {
    for (const int lanes : {1, 2, 3, 4, 5, 6}) {
        const SkeletonBuilder net = chain(lanes);
        const Timing timing = simulate(assemble(net.skeleton()));
        CAPTURE(lanes);
        CHECK(timing.interval_cycles == slowest_interval(net.skeleton()));
        CHECK_FALSE(timing.deadlock);
    }
}

TEST_CASE("the interval is the same whether four frames are run or sixteen") {
    for (const SkeletonBuilder& net : {small_resnet(), small_mobilenet(), chain(2)}) {
        const Design design = size_fifos(assemble(net.skeleton()));
        const Timing four = simulate(design, 4);
        const Timing sixteen = simulate(design, 16);
        CHECK(four.interval_cycles == sixteen.interval_cycles);
        CHECK(four.latency_cycles == sixteen.latency_cycles);
    }
}

TEST_CASE("latency adds up along a chain of pointwise layers") {
    // A pointwise layer hands each pixel on as it comes: another one behind adds what it takes for
    // one pixel, however large the image.
    std::int64_t latency[3] = {};
    for (int depth = 1; depth <= 3; ++depth) {
        SkeletonBuilder net;
        int t = net.input({8, 8, 4});
        for (int i = 0; i < depth; ++i) {
            t = net.conv(t, 4, 1);
            net.parallelise(t, {4, 4, 1});
        }
        net.output(t);
        latency[depth - 1] = simulate(assemble(net.skeleton())).latency_cycles;
    }
    CHECK(latency[0] >= 8 * 8);
    CHECK(latency[1] - latency[0] > 0);
    CHECK(latency[1] - latency[0] < 40);
    CHECK(latency[2] - latency[1] == latency[1] - latency[0]);
}

TEST_CASE("a design's latency is its latest output's") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({6, 5, 3}), 4);
    net.output(a, "early");
    net.output(net.conv(a, 2), "late");
    const Timing timing = simulate(size_fifos(assemble(net.skeleton())));
    REQUIRE(timing.output_latency_cycles.size() == 2);
    CHECK(timing.output_latency_cycles[0] < timing.output_latency_cycles[1]);
    CHECK(timing.latency_cycles == timing.output_latency_cycles[1]);
    REQUIRE(timing.output_interval_cycles.size() == 2);
    CHECK(timing.output_interval_cycles[0] == timing.output_interval_cycles[1]);
}

TEST_CASE("a skip with too little room deadlocks, and says so") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({8, 8, 4}), 4, 1);
    net.output(net.add(net.conv(net.conv(a, 4), 4), a));
    CHECK(simulate(assemble(net.skeleton(), 2)).deadlock);
    CHECK_FALSE(simulate(assemble(net.skeleton(), 256)).deadlock);
}

TEST_CASE("a FIFO's highest fill is what it needs to be deep") {
    SkeletonBuilder net;
    const int a = net.conv(net.input({8, 8, 4}), 4, 1);
    net.output(net.add(net.conv(a, 4), a));
    const Design design = assemble(net.skeleton(), 512);
    const Timing timing = simulate(design);
    for (std::size_t i = 0; i < design.nodes.size(); ++i) {
        const auto* fifo = std::get_if<rtl::Fifo>(&design.nodes[i].block);
        CHECK((timing.fifo_fill[i] > 0) == (fifo != nullptr));
        CHECK(timing.fifo_fill[i] <= 512);
    }
}
