// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/affine.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace sluice::quantizer {

namespace {

// Fewer distinct values say too little about the step that made them.
constexpr std::size_t kFewestLevels = 16;
constexpr double kLevelTolerance = 1e-3; // of a step

// The step that all levels are multiples of, if they look like it.
std::optional<double> common_step(const Range& range, const std::set<float>& levels) {
    const bool integers =
        std::all_of(levels.begin(), levels.end(), [](float x) { return std::nearbyint(x) == x; });
    if (integers)
        return 1.0;
    double gap = range.high - range.low;
    for (auto a = levels.begin(), b = std::next(a); b != levels.end(); ++a, ++b)
        gap = std::min(gap, static_cast<double>(*b) - *a);
    const double farthest = std::max(range.high, -range.low);
    const double steps = std::nearbyint(farthest / gap);
    if (!(steps >= 1.0 && steps <= 255.0))
        return std::nullopt;
    const double step = farthest / steps;
    for (const float x : levels)
        if (std::fabs(x / step - std::nearbyint(x / step)) > kLevelTolerance)
            return std::nullopt;
    return step;
}

} // namespace

Range Range::joined(const Range& other) const {
    return {std::min(low, other.low), std::max(high, other.high)};
}

Affine affine_of(const Range& range) {
    const Range r = range.joined({0.0, 0.0});
    const double scale = (r.high - r.low) / 255.0;
    if (!(scale > 1e-37)) // its reciprocal must fit a float
        return {};
    const double zero_point = std::nearbyint(-128.0 - r.low / scale);
    return {scale, static_cast<int>(std::clamp(zero_point, -128.0, 127.0))};
}

Affine affine_of_levels(const Range& range, const std::set<float>& levels, bool complete) {
    const Range r = range.joined({0.0, 0.0});
    if (!complete || levels.size() < kFewestLevels)
        return affine_of(range);
    const std::optional<double> step = common_step(r, levels);
    if (!step)
        return affine_of(range);
    const double low = std::nearbyint(r.low / *step);
    const double high = std::nearbyint(r.high / *step);
    const double spare = 255.0 - (high - low);
    if (spare < 0.0)
        return affine_of(range);
    // Unsigned data keep the whole unsigned range; of signed data, the spare is shared.
    if (low == 0.0)
        return {*step, -128};
    if (high == 0.0)
        return {*step, 127};
    return {*step, static_cast<int>(-128.0 - low + std::floor(spare / 2.0))};
}

int quantize_value(const Affine& affine, double x) {
    if (std::isnan(x)) // a function where it has no value, as sqrt below 0
        return affine.zero_point;
    const double q = std::nearbyint(x / affine.scale) + affine.zero_point;
    return static_cast<int>(std::clamp(q, -128.0, 127.0));
}

} // namespace sluice::quantizer
