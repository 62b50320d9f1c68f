// SPDX-License-Identifier: Apache-2.0
// FIFO depths: enough to keep the interval, and not one beat more.
#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"

using namespace sluice;
using namespace sluice::design;

namespace {

// A skip over `depth` convolutions of different parallelism.
SkeletonBuilder skip_over(int depth) {
    SkeletonBuilder net;
    const int a = net.conv(net.input({7, 6, 3}), 6);
    net.parallelise(a, {3, 6, 1});
    int t = a;
    for (int i = 0; i < depth; ++i) {
        t = net.conv(t, 6);
        const rtl::Parallelism choices[] = {{2, 3, 3}, {6, 1, 9}, {3, 3, 1}, {1, 6, 3}};
        net.parallelise(t, choices[i]);
    }
    const int sum = net.add(t, a);
    net.parallelise(sum, {2, 2, 1});
    net.output(sum);
    return net;
}

SkeletonBuilder nested() {
    SkeletonBuilder net;
    const int a = net.conv(net.input({7, 6, 3}), 4);
    const int b = net.conv(a, 4);
    const int inner = net.add(net.conv(b, 4), b);
    net.parallelise(a, {3, 4, 3});
    net.parallelise(b, {2, 4, 3});
    net.output(net.add(net.conv(inner, 4, 1), a));
    return net;
}

// Branches of one, two and three layers.
SkeletonBuilder inception() {
    SkeletonBuilder net;
    const int x = net.conv(net.input({7, 6, 3}), 4, 1);
    const int one = net.conv(x, 4, 1);
    const int two = net.conv(net.conv(x, 4, 1), 4);
    const int three = net.conv(net.conv(net.conv(x, 2, 1), 4), 8);
    net.parallelise(three, {4, 8, 3});
    net.parallelise(two, {4, 2, 3});
    net.output(net.concat({one, two, three}));
    return net;
}

// Branches as slow as each other: while the concatenation takes one, the other must go on.
SkeletonBuilder squeeze_and_expand() {
    SkeletonBuilder net;
    const int x = net.conv(net.input({5, 4, 4}), 4, 1);
    const int one = net.conv(x, 16, 1);
    const int three = net.conv(x, 16);
    net.parallelise(x, {4, 4, 1});
    net.parallelise(one, {1, 1, 1});
    net.parallelise(three, {1, 1, 9});
    net.output(net.concat({one, three}));
    return net;
}

SkeletonBuilder tapped() {
    SkeletonBuilder net;
    const int a = net.conv(net.input({7, 6, 3}), 4);
    const int b = net.conv(a, 4, 3, 2);
    net.output(net.conv(b, 4), "last");
    net.output(a, "early");
    return net;
}

const std::vector<std::function<SkeletonBuilder()>> kNetworks = {[] { return skip_over(1); },
                                                                 [] { return skip_over(2); },
                                                                 [] { return skip_over(3); },
                                                                 [] { return skip_over(4); },
                                                                 nested,
                                                                 inception,
                                                                 squeeze_and_expand,
                                                                 tapped,
                                                                 small_resnet};

std::vector<rtl::Fifo*> fifos(Design& design) {
    std::vector<rtl::Fifo*> found;
    for (Node& node : design.nodes)
        if (auto* fifo = std::get_if<rtl::Fifo>(&node.block))
            found.push_back(fifo);
    return found;
}

// Whether the design runs at the interval of its slowest block, seen over many frames.
bool keeps_interval(const Design& design, const Skeleton& skeleton) {
    const Timing timing = simulate(design, 12);
    return !timing.deadlock && timing.interval_cycles == slowest_interval(skeleton);
}

// Whether it also does so from the third frame on, as size_fifos promises.
bool keeps_interval_early(const Design& design, const Skeleton& skeleton) {
    const Timing timing = simulate(design, 4);
    return !timing.deadlock && timing.recent_interval_cycles == slowest_interval(skeleton);
}

} // namespace

TEST_CASE("sized FIFOs keep the interval of the slowest block") {
    for (std::size_t i = 0; i < kNetworks.size(); ++i) {
        CAPTURE(i);
        const SkeletonBuilder net = kNetworks[i]();
        const Design design = size_fifos(assemble(net.skeleton()));
        CHECK(keeps_interval(design, net.skeleton()));
        CHECK(keeps_interval_early(design, net.skeleton()));
    }
}

TEST_CASE("one beat less in any FIFO costs the interval or deadlocks") {
    int deeper = 0;
    for (std::size_t i = 0; i < kNetworks.size(); ++i) {
        const SkeletonBuilder net = kNetworks[i]();
        Design design = size_fifos(assemble(net.skeleton()));
        for (rtl::Fifo* fifo : fifos(design)) {
            CAPTURE(i, fifo->depth);
            CHECK(fifo->depth >= 2);
            if (fifo->depth == 2)
                continue;
            ++deeper;
            --fifo->depth;
            CHECK_FALSE(keeps_interval_early(design, net.skeleton()));
            ++fifo->depth;
        }
    }
    CHECK(deeper >= static_cast<int>(kNetworks.size()) - 1); // a tap alone needs no depth
}

TEST_CASE("the check for needless depth sees a FIFO that is one beat too deep") {
    const SkeletonBuilder net = skip_over(2);
    Design design = size_fifos(assemble(net.skeleton()));
    const std::vector<rtl::Fifo*> all = fifos(design);
    rtl::Fifo& deepest =
        **std::max_element(all.begin(), all.end(), [](const rtl::Fifo* a, const rtl::Fifo* b) {
            return a->depth < b->depth;
        });
    ++deepest.depth;
    CHECK(keeps_interval(design, net.skeleton())); // as deep as before would do
}

TEST_CASE("a first guess that is far too deep is cut down as well") {
    for (std::size_t i = 0; i < kNetworks.size(); ++i) {
        const SkeletonBuilder net = kNetworks[i]();
        Design design = size_fifos(assemble(net.skeleton(), 300));
        CHECK(keeps_interval(design, net.skeleton()));
        for (rtl::Fifo* fifo : fifos(design)) {
            CAPTURE(i, fifo->depth);
            if (fifo->depth == 2)
                continue;
            --fifo->depth;
            CHECK_FALSE(keeps_interval_early(design, net.skeleton()));
            ++fifo->depth;
        }
    }
}

TEST_CASE("without room before a concatenation its branches hold each other up") {
    const SkeletonBuilder net = squeeze_and_expand();
    const Timing timing = simulate(assemble(net.skeleton(), 2), 12);
    CHECK((timing.deadlock || timing.interval_cycles > slowest_interval(net.skeleton()) * 5 / 4));
}
