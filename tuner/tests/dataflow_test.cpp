// SPDX-License-Identifier: Apache-2.0
#include "tuner/dataflow.h"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"
#include "tuner/options.h"

using namespace sluice;
using namespace sluice::tuner;

namespace {

using Chosen = std::vector<const Option*>;

Chosen any_choice(const std::vector<LayerOptions>& layers, std::minstd_rand& random) {
    Chosen chosen;
    for (const LayerOptions& options : layers)
        chosen.push_back(&options[random() % options.size()]);
    return chosen;
}

std::int64_t in_beats(const design::Skeleton& skeleton, const Chosen& chosen) {
    design::Skeleton built = skeleton;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        built.layers[i].block = chosen[i]->block;
    return design::single_frame_latency(design::assemble(built));
}

} // namespace

TEST_CASE("the dataflow in pixels is close to the beat simulation for any choice") {
    for (const design::SkeletonBuilder& net : {design::small_resnet(), design::small_mobilenet()}) {
        const design::Skeleton skeleton = net.skeleton();
        const std::vector<LayerOptions> layers = options_of(skeleton, {});
        Dataflow dataflow(skeleton, layers);
        std::minstd_rand random(1);
        double sum = 0;
        constexpr int kChoices = 40;
        for (int n = 0; n < kChoices; ++n) {
            const Chosen chosen = any_choice(layers, random);
            const double ratio =
                dataflow.latency(chosen) / static_cast<double>(in_beats(skeleton, chosen));
            INFO(n << ": " << ratio);
            CHECK(ratio > 0.8);
            CHECK(ratio < 1.2);
            sum += std::fabs(ratio - 1);
        }
        CAPTURE(sum / kChoices);
        CHECK(sum / kChoices < 0.07);
    }
}

TEST_CASE("a latency does not depend on what was accepted before") {
    const design::Skeleton skeleton = design::small_resnet().skeleton();
    const std::vector<LayerOptions> layers = options_of(skeleton, {});
    Dataflow kept(skeleton, layers);
    std::minstd_rand random(2);
    Chosen accepted = any_choice(layers, random);
    for (int n = 0; n < 60; ++n) {
        Chosen chosen = accepted;
        const std::size_t layer = random() % layers.size();
        chosen[layer] = &layers[layer][random() % layers[layer].size()];
        CHECK(kept.latency(chosen) == Dataflow(skeleton, layers).latency(chosen));
        if (n % 3 != 0) {
            kept.accept();
            accepted = chosen;
        }
    }
}

TEST_CASE("a branch that nothing stores goes no further ahead than the other") {
    design::SkeletonBuilder net;
    const int trunk = net.conv(net.input({20, 20, 8}), 8);
    const int slow = net.conv(trunk, 8, 1); // layer 1
    net.output(net.add(net.conv(net.conv(trunk, 8), 8), slow));
    const design::Skeleton skeleton = net.skeleton();
    const std::vector<LayerOptions> layers = options_of(skeleton, {});
    Chosen chosen;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Option* slowest = nullptr;
        for (const Option& option : layers[i])
            if (option.cycles <= (i == 1 ? 7000 : 3500) &&
                (slowest == nullptr || option.cycles > slowest->cycles))
                slowest = &option;
        REQUIRE(slowest != nullptr);
        chosen.push_back(slowest);
    }
    const double ratio = Dataflow(skeleton, layers).latency(chosen) /
                         static_cast<double>(in_beats(skeleton, chosen));
    CHECK(ratio > 0.97);
    CHECK(ratio < 1.03);
}
