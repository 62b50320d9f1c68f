// SPDX-License-Identifier: Apache-2.0
// The parallelism that a convolution offers.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/error.h"
#include "rtl_lib/blocks/conv/layout.h"

using namespace sluice;
using namespace sluice::rtl;

namespace {

Conv conv(Shape input, int kernel, int out_channels, int groups = 1) {
    Conv c;
    c.input = input;
    c.window.kernel_h = c.window.kernel_w = kernel;
    c.window.pad_top = c.window.pad_left = c.window.pad_bottom = c.window.pad_right = kernel / 2;
    c.out_channels = out_channels;
    c.groups = groups;
    return c;
}

// Multipliers where two products share one.
std::int64_t packed(const Conv& c) {
    Conv trial = c;
    trial.mapping = {Unit::dsp, Packing::spaced18, Unit::dsp};
    return conv_layout(trial).dot.multipliers();
}

std::int64_t requantizers(const Conv& c) {
    return std::int64_t{c.parallelism.pixels} * requant_lanes(c);
}

// Reasons against the list: unsorted, illegal, or one at least as good as another in all respects.
std::string wrong_choice(const Conv& c) {
    const auto list = choices(c);
    std::int64_t before = -1;
    std::vector<Conv> all;
    for (const auto& p : list) {
        all.push_back(with_parallelism(c, p));
        validate(all.back());
        const auto interval = interval_cycles(all.back());
        if (before >= 0 && interval > before)
            return "not sorted by interval";
        before = interval;
    }
    for (std::size_t a = 0; a < all.size(); ++a)
        for (std::size_t b = 0; b < all.size(); ++b)
            if (a != b && interval_cycles(all[a]) <= interval_cycles(all[b]) &&
                products(all[a]) <= products(all[b]) && packed(all[a]) <= packed(all[b]) &&
                requantizers(all[a]) <= requantizers(all[b]))
                return "choice " + std::to_string(b) + " is no better than " + std::to_string(a);
    return list.empty() ? "no choice" : "";
}

} // namespace

TEST_CASE("choices are sorted, legal and none is dominated") {
    CHECK(wrong_choice(conv({9, 11, 7}, 3, 10)) == "");
    CHECK(wrong_choice(conv({9, 11, 12}, 3, 12, 12)) == "");
    CHECK(wrong_choice(conv({9, 11, 12}, 3, 18, 3)) == "");
    CHECK(wrong_choice(conv({1, 1, 64}, 1, 10)) == "");
    CHECK(wrong_choice(conv({8, 8, 64}, 3, 64)) == "");
}

TEST_CASE("the choices run from one product to all of them") {
    const auto c = conv({8, 8, 5}, 3, 6);
    const auto list = choices(c);
    CHECK(products(with_parallelism(c, list.front())) == 1);
    CHECK(interval_cycles(with_parallelism(c, list.front())) == 8 * 8 * 5 * 6 * 9);
    CHECK(products(with_parallelism(c, list.back())) == 5 * 6 * 9 * 8);
    CHECK(interval_cycles(with_parallelism(c, list.back())) == 8);
}

TEST_CASE("a depthwise layer's choices include pixels in pairs, which share multipliers") {
    const auto c = conv({9, 11, 12}, 3, 12, 12);
    bool found = false;
    for (const auto& p : choices(c)) {
        const auto other = with_parallelism(c, p);
        found |= 2 * packed(other) == products(other) && products(other) == 2 * 3;
    }
    CHECK(found);
}

TEST_CASE("the input takes as few pixels a beat as keep up with the operations") {
    const auto c = conv({8, 8, 6}, 1, 6);
    CHECK(with_parallelism(c, {6, 6, 1, 4}).input_pixels == 4);
    CHECK(with_parallelism(c, {6, 3, 1, 4}).input_pixels == 2);
    CHECK(with_parallelism(c, {6, 1, 1, 4}).input_pixels == 1);
    // More only where nothing is lost, and only what the window can take.
    CHECK(with_input_pixels(with_parallelism(c, {6, 1, 1, 4}), 4).input_pixels == 4);
    CHECK(with_input_pixels(with_parallelism(c, {6, 1, 1, 4}), 8).input_pixels == 1);
    CHECK(with_input_pixels(with_parallelism(c, {6, 6, 1, 4}), 1).input_pixels == 4);
    CHECK_THROWS_WITH(with_parallelism(c, {6, 6, 1, 3}), Catch::Contains("pixels=3"));
    CHECK_THROWS_WITH(with_parallelism(c, {6, 6, 1, 16}), Catch::Contains("use 8"));
    CHECK_THROWS_WITH(with_parallelism(conv({8, 8, 6}, 3, 6), {6, 6, 1, 2}),
                      Catch::Contains("kernel=3"));
    CHECK_THROWS_AS(with_parallelism(conv({8, 3, 6}, 3, 6), {6, 6, 3, 8}), Error);
}

TEST_CASE("the choices of a large layer are found quickly") {
    const auto start = std::chrono::steady_clock::now();
    const auto list = choices(conv({7, 7, 512}, 3, 512));
    const auto seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    INFO(list.size() << " choices in " << seconds << " s");
    CHECK(list.size() > 50);
    CHECK(list.size() < 3000);
    WARN(list.size() << " choices in " << seconds << " s");
}

TEST_CASE("an impossible parallelism names the nearest possible one") {
    CHECK_THROWS_WITH(with_parallelism(conv({8, 8, 5}, 3, 6), {1, 1, 2}),
                      Catch::Contains("kernel=2") && Catch::Contains("use "));
    CHECK_THROWS_AS(with_parallelism(conv({8, 8, 5}, 3, 6), {6, 1, 1}), Error);
    CHECK_THROWS_AS(with_parallelism(conv({8, 8, 12}, 3, 18, 3), {3, 1, 1}), Error);
    CHECK(with_parallelism(conv({8, 8, 6}, 3, 6, 6), {3, 1, 3}).parallelism ==
          Parallelism{3, 3, 3});
}
