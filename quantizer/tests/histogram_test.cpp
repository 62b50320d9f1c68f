// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/histogram.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

TEST_CASE("a histogram does not depend on order, splitting or merging") {
    std::mt19937 random(11);
    std::vector<float> values = test::random_values(4000, -1.0f, 1.0f, random);
    for (std::size_t i = 0; i < values.size(); i += 7) // ranges far apart, zeros between
        values[i] *= std::ldexp(1.0f, static_cast<int>(i % 40) - 20);
    values[3] = 0.0f;
    Histogram whole;
    whole.add(values);

    Histogram backwards;
    for (std::size_t i = values.size(); i-- > 0;)
        backwards.add(std::span(values).subspan(i, 1));
    CHECK(backwards == whole);

    Histogram first, second;
    first.add(std::span(values).subspan(0, 1234));
    second.add(std::span(values).subspan(1234));
    Histogram forward = first, reverse = second;
    forward.merge(second);
    reverse.merge(first);
    CHECK(forward == whole);
    CHECK(reverse == whole);

    std::vector<float> other = values; // planted: one value moved must show
    other[5] += 1000.0f;
    Histogram wrong;
    wrong.add(other);
    CHECK_FALSE(wrong == whole);
}

TEST_CASE("the magnitude below a share is right to one bin") {
    std::mt19937 random(12);
    std::vector<float> values = test::random_values(20000, -3.0f, 5.0f, random);
    Histogram histogram;
    histogram.add(values);
    for (float& x : values)
        x = std::fabs(x);
    std::sort(values.begin(), values.end());
    const double bin = 8.0 / Histogram::kSideBins; // 5 < 8
    for (const double share : {0.5, 0.9, 0.999, 1.0}) {
        const double exact = values[static_cast<std::size_t>(share * values.size()) - 1];
        const double found = histogram.magnitude_below(share);
        CHECK(found > exact);
        CHECK(found <= exact + bin);
    }
}

TEST_CASE("a histogram of nothing but zeros has no magnitude to speak of") {
    Histogram histogram;
    CHECK(histogram.magnitude_below(1.0) == 0.0);
    histogram.add(std::vector<float>(10, 0.0f));
    CHECK(histogram.magnitude_below(1.0) < 1e-40);
    CHECK(histogram.total() == 10);
}

} // namespace sluice::quantizer
