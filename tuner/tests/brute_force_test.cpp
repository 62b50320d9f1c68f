// SPDX-License-Identifier: Apache-2.0
// The tuner's interval against that of every combination of options of tiny networks.
#include <algorithm>
#include <limits>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"
#include "tuner/search.h"
#include "tuner/tune.h"

using namespace sluice;
using namespace sluice::tuner;

namespace {

std::vector<LayerOptions> all_options(const design::Skeleton& skeleton) {
    std::vector<LayerOptions> layers;
    for (const design::LayerBlock& layer : skeleton.layers) {
        layers.emplace_back();
        for (const rtl::Parallelism& p : rtl::block_choices(layer.block)) {
            const rtl::Block block = rtl::block_with_parallelism(layer.block, p);
            layers.back().push_back(
                {block, rtl::block_interval_cycles(block), use_of_block(block, Family{})});
        }
        if (layers.back().empty())
            layers.back().push_back({layer.block, rtl::block_interval_cycles(layer.block),
                                     use_of_block(layer.block, Family{})});
    }
    return layers;
}

// The fewest cycles of any combination that fits; a large number when none does.
std::int64_t best_cycles(const std::vector<LayerOptions>& layers, const Budget& budget,
                         std::size_t layer = 0, const Use& used = {}, std::int64_t cycles = 0) {
    if (!shortage(used, budget).what.empty())
        return std::numeric_limits<std::int64_t>::max();
    if (layer == layers.size())
        return cycles;
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    for (const Option& option : layers[layer]) {
        Use use = used;
        use += option.use;
        best = std::min(
            best, best_cycles(layers, budget, layer + 1, use, std::max(cycles, option.cycles)));
    }
    return best;
}

// Three layers of some dozen options each.
design::SkeletonBuilder three_convs() {
    design::SkeletonBuilder net;
    net.output(net.conv(net.conv(net.conv(net.input({6, 6, 2}), 3, 2), 4, 1), 3, 2));
    return net;
}

design::SkeletonBuilder residual() {
    design::SkeletonBuilder net;
    const int a = net.conv(net.input({6, 6, 3}), 4, 1);
    net.output(net.add(net.conv(a, 4, 2), a));
    return net;
}

design::SkeletonBuilder separable() {
    design::SkeletonBuilder net;
    net.output(net.conv(net.depthwise(net.input({6, 6, 6})), 5, 1));
    return net;
}

std::vector<design::SkeletonBuilder> tiny_networks() {
    return {three_convs(), residual(), separable()};
}

} // namespace

TEST_CASE("for a budget of products no combination of options is faster") {
    for (const design::SkeletonBuilder& net : tiny_networks()) {
        const auto layers = all_options(net.skeleton());
        for (int products = 1; products <= 60; products += products < 12 ? 1 : 7) {
            Budget budget;
            budget.products = products;
            const std::int64_t best = best_cycles(layers, budget);
            const std::optional<Choice> found = search(layers, budget, {});
            CAPTURE(products);
            REQUIRE(found.has_value() == (best < std::numeric_limits<std::int64_t>::max()));
            if (found)
                CHECK(found->cycles == best);
        }
    }
}

TEST_CASE("for a budget of any one resource no combination of options is faster") {
    for (const design::SkeletonBuilder& net : tiny_networks()) {
        const auto layers = all_options(net.skeleton());
        for (const Resource& resource : kResources) {
            Use least;
            for (const Option* option : smallest(layers, {}).layers)
                least += option->use;
            for (const double factor : {1.0, 1.1, 1.3, 1.7, 2.5, 4.0}) {
                Budget budget;
                budget.*resource.allowed = resource.used(least) * factor;
                const std::int64_t best = best_cycles(layers, budget);
                const std::optional<Choice> found = search(layers, budget, {});
                CAPTURE(resource.name, factor);
                REQUIRE(found.has_value() == (best < std::numeric_limits<std::int64_t>::max()));
                if (found)
                    CHECK(found->cycles == best);
            }
        }
    }
}

TEST_CASE("for several resources at once no combination of options is faster") {
    for (const design::SkeletonBuilder& net : tiny_networks()) {
        const auto layers = all_options(net.skeleton());
        Use least;
        for (const Option* option : smallest(layers, {}).layers)
            least += option->use;
        for (const double factor : {1.2, 1.6, 2.2, 3.0, 4.5}) {
            for (const double lut_factor : {1.2, 1.6, 2.2}) {
                Budget budget;
                budget.dsp = least.resources.dsp * factor;
                budget.lut = least.resources.lut * lut_factor;
                budget.ff = least.resources.ff * 1.8;
                const std::int64_t best = best_cycles(layers, budget);
                const std::optional<Choice> found = search(layers, budget, {});
                CAPTURE(factor, lut_factor);
                REQUIRE(found.has_value());
                CHECK(found->cycles == best);
            }
        }
    }
}

TEST_CASE("a goal is reached with the fewest products of any combination") {
    for (const design::SkeletonBuilder& net : tiny_networks()) {
        const auto layers = all_options(net.skeleton());
        for (const std::int64_t goal : {600, 300, 150, 72, 50}) {
            Budget wide;
            wide.products = 10000;
            const std::optional<Choice> found = search(layers, wide, goal);
            REQUIRE(found);
            Use use;
            for (const Option* option : found->layers)
                use += option->use;
            Budget less;
            less.products = use.products - 1;
            CAPTURE(goal, use.products);
            if (found->cycles <= goal)
                CHECK(best_cycles(layers, less) > goal);
        }
    }
}

TEST_CASE("the greedy walk's trace leads from the smallest design to the one chosen") {
    const design::SkeletonBuilder net = three_convs();
    const auto layers = all_options(net.skeleton());
    Budget budget;
    budget.products = 20;
    const std::optional<Choice> found = greedy(layers, budget, {});
    REQUIRE(found);
    REQUIRE(found->trace.size() > 2);
    for (std::size_t i = 0; i + 1 < found->trace.size(); ++i) {
        CHECK(found->trace[i].refused == "");
        CHECK(found->trace[i].cycles_after < found->trace[i].cycles_before);
        CHECK(found->trace[i + 1].cycles_before <= found->trace[i].cycles_before);
    }
    CHECK(found->trace.back().refused == "products");
    CHECK(found->trace.back().cycles_before == found->cycles);
}

TEST_CASE("the greedy walk is never faster than the search, nor over the budget") {
    for (const design::SkeletonBuilder& net : tiny_networks()) {
        const auto layers = all_options(net.skeleton());
        for (const double dsp : {12, 16, 24, 40}) {
            Budget budget;
            budget.dsp = dsp;
            budget.lut = 3000;
            const std::optional<Choice> walked = greedy(layers, budget, {});
            const std::optional<Choice> found = search(layers, budget, {});
            if (!walked)
                continue;
            REQUIRE(found);
            CHECK(found->cycles <= walked->cycles);
            CHECK(shortage(total(*walked), budget).what.empty());
            CHECK(shortage(total(*found), budget).what.empty());
        }
    }
}
