// SPDX-License-Identifier: Apache-2.0
// The lower bound against every parallelism that a block takes.
#include "rtl_lib/blocks/window/window.h"
#include "tuner/lower_bound.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "generator/design/tests/skeletons.h"
#include "rtl_lib/blocks/window/window.h"

using namespace sluice;
using namespace sluice::tuner;

namespace {

// As fast as it gets: with the most input pixels of a beat.
rtl::Conv with_pixels(const rtl::Conv& conv, const rtl::Parallelism& parallelism) {
    rtl::Conv trial = conv;
    trial.parallelism = parallelism;
    trial.input_pixels =
        rtl::window_input_pixels(conv.input, conv.window, parallelism.kernel, parallelism.pixels)
            .back();
    return trial;
}

// The fewest products of any parallelism of the block, useful or not.
std::optional<std::int64_t> fewest_by_trying(const rtl::Conv& conv, std::int64_t cycles) {
    std::optional<std::int64_t> fewest;
    const int ins = conv.input.channels / (conv.depthwise() ? 1 : conv.groups);
    const int outs = conv.depthwise() ? 1 : conv.out_channels / conv.groups;
    for (const int kernel : {1, conv.window.kernel_w, static_cast<int>(conv.window.positions())})
        for (int in = 1; in <= ins; ++in)
            for (int out = 1; out <= outs; ++out) {
                for (const int pixels : {1, 2, 4, 8}) {
                    if (pixels > 1 && !rtl::window_takes_pixels(conv.window, kernel))
                        continue;
                    const rtl::Conv trial =
                        with_pixels(conv, {in, conv.depthwise() ? in : out, kernel, pixels});
                    if (rtl::interval_cycles(trial) > cycles)
                        continue;
                    const std::int64_t products = rtl::products(trial);
                    fewest = std::min(fewest.value_or(products), products);
                }
            }
    return fewest;
}

rtl::Conv conv_of(const design::SkeletonBuilder& net, std::size_t layer) {
    return std::get<rtl::Conv>(net.skeleton().layers.at(layer).block);
}

Options with_products(double products) {
    Options options;
    options.budget.products = products;
    return options;
}

} // namespace

TEST_CASE("the fewest products of a convolution are those of some parallelism") {
    design::SkeletonBuilder net;
    const int in = net.input({7, 5, 6});
    const int a = net.conv(in, 9, 3, 2);
    const int b = net.depthwise(a);
    net.output(net.conv(b, 13, 1));
    std::int64_t tried = 0;
    for (std::size_t layer = 0; layer < 3; ++layer) {
        const rtl::Conv conv = conv_of(net, layer);
        for (std::int64_t cycles = 1; cycles < 20000; cycles += 1 + cycles / 16) {
            CAPTURE(layer, cycles);
            const auto bound = fewest_products(conv, cycles);
            const auto real = fewest_by_trying(conv, cycles);
            if (!real)
                continue; // an input beat a cycle may hold all channels, but not with any products
            ++tried;
            REQUIRE(bound);
            CHECK(*bound <= *real);
            // They differ where few input lanes, though enough for the products, are too few for
            // the input's beats.
            if (cycles >= conv.input.pixels() * conv.input.channels)
                CHECK(*bound == *real);
        }
    }
    CHECK(tried > 150);
}

TEST_CASE("the bound is the first interval whose fewest products fit") {
    for (const design::SkeletonBuilder& net : {design::small_resnet(), design::small_mobilenet()}) {
        const design::Skeleton& skeleton = net.skeleton();
        for (const int products : {20, 64, 200, 500}) {
            const LowerBound bound = lower_bound(skeleton, with_products(products));
            const auto needed = [&](std::int64_t cycles) {
                std::int64_t sum = 0;
                for (const design::LayerBlock& layer : skeleton.layers)
                    if (const auto* conv = std::get_if<rtl::Conv>(&layer.block))
                        sum += fewest_products(*conv, cycles).value_or(1'000'000);
                return sum;
            };
            CAPTURE(products, bound.interval_cycles);
            CHECK(needed(bound.interval_cycles) <= products);
            CHECK(needed(bound.interval_cycles - 1) > products);
            CHECK(static_cast<double>(bound.interval_cycles) >=
                  static_cast<double>(net.macs()) / products);
        }
    }
}

TEST_CASE("without a budget the bound is the slowest layer's own") {
    const design::SkeletonBuilder net = design::small_resnet();
    const LowerBound bound = lower_bound(net.skeleton(), {});
    CHECK(bound.layer_cycles.size() == net.skeleton().layers.size());
    CHECK(bound.interval_cycles ==
          *std::max_element(bound.layer_cycles.begin(), bound.layer_cycles.end()));
    CHECK(bound.interval_cycles == 20); // 10 rows of 9 pixels, 8 of a beat
}

TEST_CASE("a pinned layer counts as it is pinned") {
    const design::SkeletonBuilder net = design::small_resnet();
    Options options = with_products(400);
    options.pinned[1] = {1, 1, 1};
    const rtl::Block pinned =
        rtl::block_with_parallelism(net.skeleton().layers[1].block, {1, 1, 1});
    CHECK(lower_bound(net.skeleton(), options).interval_cycles ==
          rtl::block_interval_cycles(pinned));
}
