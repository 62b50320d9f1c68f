// SPDX-License-Identifier: Apache-2.0
#include <mutex>
#include <set>

#include <catch2/catch.hpp>

#include "quantizer/quantize.h"
#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

namespace {

graph::Graph some_graph() {
    std::mt19937 random(61);
    test::GraphBuilder builder;
    const auto in = builder.input({8, 6, 3});
    const auto a =
        builder.add(test::make_conv({.kernel_h = 3, .kernel_w = 3}, 1, 3, 8, random), {in});
    const auto b = builder.add(test::make_activation(graph::ActivationKind::hard_swish), {a});
    builder.output(builder.add(test::make_fully_connected({6, 4, 8}, 10, random), {b}));
    return builder.graph;
}

bool same(const network::Network& a, const network::Network& b) {
    if (a.tensors.size() != b.tensors.size() || a.layers.size() != b.layers.size())
        return false;
    for (std::size_t i = 0; i < a.tensors.size(); ++i)
        if (a.tensors[i].scale != b.tensors[i].scale ||
            a.tensors[i].zero_point != b.tensors[i].zero_point)
            return false;
    for (std::size_t i = 0; i < a.layers.size(); ++i)
        if (!(a.layers[i].kind == b.layers[i].kind))
            return false;
    return true;
}

// Counts which frames are read.
class CountingFrames : public test::MemoryFrames {
public:
    using test::MemoryFrames::MemoryFrames;
    std::vector<float> frame(int input, std::int64_t index) const override {
        const std::lock_guard lock(mutex_);
        read_.insert(index);
        return test::MemoryFrames::frame(input, index);
    }
    const std::multiset<std::int64_t>& read() const { return read_; }

private:
    mutable std::mutex mutex_;
    mutable std::multiset<std::int64_t> read_;
};

} // namespace

TEST_CASE("the network does not depend on the number of threads") {
    const graph::Graph graph = some_graph();
    const auto frames = test::random_frames(graph, 40, -3, 3, 9);
    for (const Method method : {Method::minmax, Method::percentile}) {
        Options options;
        options.method = method;
        options.percentile = 99.0;
        options.threads = 1;
        const auto one = quantize(graph, frames, options);
        for (const int threads : {2, 3, 8}) {
            options.threads = threads;
            CHECK(same(one, quantize(graph, frames, options)));
        }
        const auto other = test::random_frames(graph, 40, -3, 3, 10); // it can tell
        CHECK_FALSE(same(one, quantize(graph, other, options)));
    }
}

TEST_CASE("the percentile method narrows ranges inside, never the output's") {
    const graph::Graph graph = some_graph();
    const auto frames = test::random_frames(graph, 40, -3, 3, 9);
    Options options;
    const auto all = quantize(graph, frames, options);
    options.method = Method::percentile;
    options.percentile = 95.0;
    const auto most = quantize(graph, frames, options);
    CHECK(all.quantization_method == "minmax");
    CHECK(most.quantization_method == "percentile");
    CHECK(most.tensors[1].scale < 0.8 * all.tensors[1].scale);
    CHECK(most.tensors[2].scale == all.tensors[2].scale);
}

TEST_CASE("progress counts every frame, and max_frames spreads them over the set") {
    const graph::Graph graph = some_graph();
    std::vector<std::vector<std::vector<float>>> data;
    std::mt19937 random(62);
    for (int f = 0; f < 10; ++f)
        data.push_back({test::random_values(8 * 6 * 3, -1, 1, random)});
    const CountingFrames frames(data);
    Options options;
    options.max_frames = 5;
    std::vector<std::int64_t> done;
    quantize(graph, frames, options, [&](std::string_view, std::int64_t n, std::int64_t total) {
        CHECK(total == 5);
        done.push_back(n);
    });
    CHECK(done == std::vector<std::int64_t>{1, 2, 3, 4, 5});
    CHECK(frames.read() == std::multiset<std::int64_t>{0, 2, 4, 6, 8});
}

} // namespace sluice::quantizer
