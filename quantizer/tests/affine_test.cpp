// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/affine.h"

#include <limits>

#include <catch2/catch.hpp>

namespace sluice::quantizer {

namespace {

std::set<float> multiples(double step, int first, int last) {
    std::set<float> levels;
    for (int k = first; k <= last; ++k)
        levels.insert(static_cast<float>(k * step));
    return levels;
}

Affine of_levels(const std::set<float>& levels) {
    return affine_of_levels({*levels.begin(), *levels.rbegin()}, levels, true);
}

} // namespace

TEST_CASE("a range maps to int8 with zero inside and exact") {
    CHECK(affine_of({0.0, 255.0}) == Affine{1.0, -128});
    CHECK(affine_of({-127.5, 127.5}).scale == 1.0);
    CHECK(affine_of({-51.0, 0.0}) == Affine{0.2, 127});
    CHECK(affine_of({2.0, 51.0}) == Affine{0.2, -128}); // zero joins the range
    CHECK(affine_of({-51.0, -20.0}) == Affine{0.2, 127});
    CHECK(affine_of({-1.0, 254.0}) == Affine{1.0, -127});
}

TEST_CASE("a range without width still gives a scale") {
    CHECK(affine_of({0.0, 0.0}) == Affine{});
    CHECK(affine_of({0.0, 1e-44}) == Affine{});
    CHECK(affine_of({3.0, 3.0}).zero_point == -128);
}

TEST_CASE("quantizing rounds half to even, saturates and takes infinities") {
    const Affine affine{0.5, 3};
    CHECK(quantize_value(affine, 0.0) == 3);
    CHECK(quantize_value(affine, 0.25) == 3); // 0.5 -> 0
    CHECK(quantize_value(affine, 0.75) == 5); // 1.5 -> 2
    CHECK(quantize_value(affine, 1e9) == 127);
    CHECK(quantize_value(affine, -std::numeric_limits<double>::infinity()) == -128);
}

TEST_CASE("inputs that were integers once keep their own step") {
    CHECK(of_levels(multiples(1.0, 0, 250)) == Affine{1.0, -128}); // pixels that miss the top
    CHECK(of_levels(multiples(1.0, 0, 255)) == Affine{1.0, -128});
    CHECK(of_levels(multiples(2.0, 0, 100)) == Affine{1.0, -128}); // integers, not step 2
    const Affine unit = of_levels(multiples(1.0 / 255.0, 0, 255));
    CHECK(unit.scale == Approx(1.0 / 255.0).epsilon(1e-6));
    CHECK(unit.zero_point == -128);
    const Affine features = of_levels(multiples(0.5847, -211, 40)); // int8 with zero point 83
    CHECK(features.scale == Approx(0.5847).epsilon(1e-6));
    CHECK(-211 + features.zero_point >= -128);
    CHECK(40 + features.zero_point <= 127);
}

TEST_CASE("inputs without such a step, or with too many, keep their range") {
    std::set<float> crooked = multiples(0.5, 0, 100);
    crooked.insert(7.3f);
    CHECK(of_levels(crooked) == affine_of({0.0, 50.0}));
    const std::set<float> wide = multiples(1.0, -123, 151); // BGR minus mean: 275 values
    CHECK(of_levels(wide) == affine_of({-123.0, 151.0}));
    const std::set<float> few{0.0f, 37.5f};
    CHECK(of_levels(few) == affine_of({0.0, 37.5}));
    CHECK(affine_of_levels({0.0, 100.0}, multiples(1.0, 0, 100), false) == affine_of({0.0, 100.0}));
}

} // namespace sluice::quantizer
