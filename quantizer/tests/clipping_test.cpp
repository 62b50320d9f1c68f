// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/clipping.h"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

namespace sluice::quantizer {

namespace {

// A bell of width 1 around 0 and a few values far outside.
std::vector<float> bell_with_outliers(float outlier) {
    std::mt19937 random(5);
    std::vector<float> values;
    for (int i = 0; i < 20000; ++i) {
        float sum = 0.0f;
        for (int k = 0; k < 12; ++k)
            sum += static_cast<float>(random() % 65536) / 65536.0f - 0.5f;
        values.push_back(sum);
    }
    for (int i = 0; i < 4; ++i)
        values.push_back(outlier);
    return values;
}

Range range_of(const std::vector<float>& values) {
    Range range;
    for (const float x : values)
        range = range.joined({x, x});
    return range;
}

double squared_error(const std::vector<float>& values, const Range& range) {
    const Affine affine = affine_of(range);
    double error = 0.0;
    for (const float x : values) {
        const double back = (quantize_value(affine, x) - affine.zero_point) * affine.scale;
        error += (x - back) * (x - back);
    }
    return error;
}

} // namespace

TEST_CASE("the least-squares range is nearly the best that any cut of the values' range can be") {
    for (const float outlier : {4.0f, 20.0f, 100.0f}) {
        const std::vector<float> values = bell_with_outliers(outlier);
        Histogram histogram;
        histogram.add(values);
        const Range whole = range_of(values);
        const double found = squared_error(values, least_squares_range(histogram, whole));
        double best = squared_error(values, whole);
        for (int high = 1; high <= 100; ++high)
            for (int low = 10; low <= 100; low += 10)
                best = std::min(best, squared_error(values, {whole.low * low / 100.0,
                                                             whole.high * high / 100.0}));
        CHECK(found <= 1.05 * best);
    }
}

TEST_CASE("the least-divergence range leaves rare outliers out and keeps a plain distribution") {
    const std::vector<float> values = bell_with_outliers(60.0f);
    Histogram histogram;
    histogram.add(values);
    const Range cut = least_divergence_range(histogram, range_of(values));
    CHECK(cut.high < 20.0);
    CHECK(cut.high > 1.0);

    std::vector<float> even;
    for (int i = 0; i < 8192; ++i)
        even.push_back(static_cast<float>(i) / 4096.0f - 1.0f);
    Histogram flat;
    flat.add(even);
    const Range kept = least_divergence_range(flat, range_of(even));
    CHECK(kept.high > 0.9);
    CHECK(kept.low < -0.9);
}

TEST_CASE("ranges of constant values do not break") {
    Histogram zeros;
    zeros.add(std::vector<float>(10, 0.0f));
    CHECK(least_squares_range(zeros, {}) == Range{});
    CHECK(least_divergence_range(zeros, {}) == Range{});
    Histogram same;
    same.add(std::vector<float>(10, 3.0f));
    const Range range = least_squares_range(same, {0.0, 3.0});
    const Affine affine = affine_of(range);
    CHECK((quantize_value(affine, 3.0) - affine.zero_point) * affine.scale ==
          Approx(3.0).margin(0.02));
}

} // namespace sluice::quantizer
