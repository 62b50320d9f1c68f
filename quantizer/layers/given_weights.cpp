// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/given_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "quantizer/layers/weights.h"

namespace sluice::quantizer {

namespace {

// How far a weight may be from a multiple of the step, in steps: what floats and a batch
// normalisation folded into them leave.
constexpr double kExactTolerance = 1e-4;

// How far a bias may be from a whole number of products, in steps of the output.
constexpr double kBiasTolerance = 1.0 / 1024.0;

// Quotients this close to a half are one, in steps of the output; floats are no closer.
constexpr double kTieTolerance = 1e-6;

// Biases that are tried around the nearest, in products.
constexpr std::int64_t kBiasTrials = 8;

// The smallest step of at most 2^(weight_bits - 1) levels a side of which every weight of the row
// is a multiple; 0 when all are 0, negative when there is none.
double exact_step(std::span<const float> row, int weight_bits) {
    const int top = (1 << (weight_bits - 1)) - 1;
    double magnitude = 0.0, highest = 0.0;
    for (const double w : row) {
        magnitude = std::max(magnitude, std::fabs(w));
        highest = std::max(highest, w);
    }
    if (magnitude == 0.0)
        return 0.0;
    for (int levels = 1; levels <= top + 1; ++levels) {
        const double step = magnitude / levels;
        if (levels == top + 1 && highest / step > top + 0.5)
            break;
        const bool exact = std::all_of(row.begin(), row.end(), [&](double w) {
            return std::fabs(w / step - std::nearbyint(w / step)) <= kExactTolerance;
        });
        if (exact)
            return levels <= top ? step / (top / levels) : step;
    }
    return -1.0;
}

// The factors M for which (sum + bias) * M rounds, halves up, as wanted: low < M < high.
struct Interval {
    double low = 0.0;
    double high = std::numeric_limits<double>::infinity();

    bool empty() const { return !(low < high); }
    void at_least(double sum, double bound) { // sum * M >= bound
        if (sum > 0.0)
            low = std::max(low, bound / sum);
        else if (sum < 0.0)
            high = std::min(high, bound / sum);
        else if (bound > 0.0)
            high = 0.0;
    }
    void below(double sum, double bound) { // sum * M < bound
        if (sum > 0.0)
            high = std::min(high, bound / sum);
        else if (sum < 0.0)
            low = std::max(low, bound / sum);
        else if (bound <= 0.0)
            high = 0.0;
    }
};

// The sums of products of a row: multiples of `unit` from `low` to `high`.
struct Sums {
    std::int64_t unit = 0, low = 0, high = 0;
};

Sums sums_of(std::span<const std::int8_t> row, int zero_point) {
    Sums sums;
    for (const std::int64_t w : row) {
        sums.unit = std::gcd(sums.unit, w);
        const std::int64_t a = w * (-128 - zero_point), b = w * (127 - zero_point);
        sums.low += std::min(a, b);
        sums.high += std::max(a, b);
    }
    return sums;
}

// The factors with this bias; `first[i]` is the smallest sum that gives more than `lowest + i`.
Interval factors_with(std::int64_t bias, std::span<const double> first, int lowest,
                      const Sums& sums) {
    Interval interval;
    for (std::size_t i = 0; i < first.size() && !interval.empty(); ++i) {
        const double bound = lowest + static_cast<double>(i) + 0.5;
        const double before = first[i] - static_cast<double>(sums.unit);
        if (first[i] <= static_cast<double>(sums.high))
            interval.at_least(first[i] + static_cast<double>(bias), bound);
        if (before >= static_cast<double>(sums.low))
            interval.below(before + static_cast<double>(bias), bound);
    }
    return interval;
}

// A fixed factor inside the interval, near `wanted`.
std::optional<FixedFactor> inside(const Interval& interval, double wanted) {
    if (interval.empty() || !(interval.low < 32767.0))
        return std::nullopt;
    const double high = std::min(interval.high, 2.0 * std::max(interval.low, wanted));
    for (const double real :
         {std::clamp(wanted, interval.low, high), (interval.low + high) / 2.0}) {
        if (!(real < 32767.0))
            continue;
        for (const int bits : {kMultiplierBits, kWideMultiplierBits}) {
            const FixedFactor factor = to_fixed_factor(real, bits);
            const double value = std::ldexp(factor.multiplier, -factor.shift);
            if (interval.low < value && value < interval.high)
                return factor;
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<double> given_steps(std::span<const float> weights, std::span<const float> bias,
                                const LayerContext& context) {
    const std::size_t depth = weights.size() / bias.size();
    const double top = (1 << (context.weight_bits - 1)) - 1;
    std::vector<double> steps;
    for (std::size_t o = 0; o < bias.size(); ++o) {
        const std::span<const float> row = weights.subspan(o * depth, depth);
        double step = exact_step(row, context.weight_bits);
        if (step < 0.0)
            for (const double w : row)
                step = std::max(step, std::fabs(w) / top);
        steps.push_back(std::max(step, std::fabs(static_cast<double>(bias[o])) /
                                           (context.inputs[0].scale * kLargestBias)));
    }
    const double largest = *std::max_element(steps.begin(), steps.end());
    for (double& step : steps)
        if (step == 0.0) // no weights and no bias
            step = largest > 0.0 ? largest : 1.0;
    return steps;
}

GivenFactors given_factors(std::span<const std::int8_t> row, double step, double bias,
                           const Ending& ending, const LayerContext& context) {
    const double product = context.inputs[0].scale * step;
    const double factor = product / ending.requantized.scale;
    check_factor(factor, context);
    GivenFactors nearest{static_cast<std::int64_t>(std::nearbyint(bias / product)),
                         given_factor(factor, kWideMultiplierBits), false};
    if (ends_in_sign(context.activations, context.result_levels.has_value())) {
        // Sums are at least 0 with the bias if and only if they are with its floor.
        nearest.bias = static_cast<std::int64_t>(std::floor(bias / product));
        nearest.exact = true;
        return nearest;
    }
    const Sums sums = sums_of(row, context.inputs[0].zero_point);
    if (sums.unit == 0)
        return nearest;
    const int lowest = ending.clamp_low - ending.requantized.zero_point;
    const int highest = ending.clamp_high - ending.requantized.zero_point;
    std::vector<double> first;
    for (int level = lowest; level < highest; ++level) {
        // The sum, in units, that lies at the half between this level and the next.
        const double half = ((level + 0.5) * ending.requantized.scale - bias) /
                            (product * static_cast<double>(sums.unit));
        const double whole = std::nearbyint(half);
        const double tolerance = kTieTolerance / (factor * static_cast<double>(sums.unit));
        const bool tie = std::fabs(half - whole) <= tolerance;
        const double units = tie ? whole + (level % 2 == 0 ? 1.0 : 0.0) : std::ceil(half);
        first.push_back(units * static_cast<double>(sums.unit));
    }
    for (std::int64_t trial = 0; trial <= 2 * kBiasTrials; ++trial) {
        const std::int64_t own = nearest.bias + (trial % 2 == 0 ? trial / 2 : -(trial + 1) / 2);
        if (const auto found = inside(factors_with(own, first, lowest, sums), factor))
            return {own, *found, true};
    }
    return nearest;
}

int given_bits(std::span<const float> weights, std::span<const float> bias,
               const LayerContext& context) {
    const std::size_t depth = weights.size() / bias.size();
    const Ending ending = ending_of(context);
    std::optional<int> close;
    for (int bits = 2; bits <= context.weight_bits; ++bits) {
        bool is_exact = true, is_close = true;
        for (std::size_t o = 0; is_close && o < bias.size(); ++o) {
            const std::span<const float> row = weights.subspan(o * depth, depth);
            const double step = exact_step(row, bits);
            is_close = step >= 0.0;
            if (step <= 0.0)
                continue;
            std::vector<std::int8_t> integers;
            for (const double w : row)
                integers.push_back(static_cast<std::int8_t>(std::nearbyint(w / step)));
            const double product = step * context.inputs[0].scale;
            const double error = bias[o] - std::nearbyint(bias[o] / product) * product;
            is_close = std::fabs(error) <= kBiasTolerance * ending.requantized.scale;
            if (is_exact || !is_close)
                is_exact =
                    given_factors(integers, step, bias[o], ending, context).exact && is_exact;
            is_close = is_close || is_exact;
        }
        if (is_close && is_exact)
            return bits;
        if (is_close && !close)
            close = bits;
    }
    return close.value_or(context.weight_bits);
}

} // namespace sluice::quantizer
