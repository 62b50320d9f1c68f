// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/weights.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"
#include "quantizer/layers/given_weights.h"

namespace sluice::quantizer {

namespace {

// A channel's weight step is at least this part of the layer's largest. A smaller one would need
// a shift of its own, which costs hardware, to describe weights more finely than one 32nd of what
// the largest channel's rounding adds to the same output scale.
constexpr double kSmallestStepShare = 1.0 / 32.0;

// Throws unless acc and acc + bias fit 32 bits for every int8 input.
void check_accumulator(std::span<const std::int8_t> row, std::int64_t bias,
                       const LayerContext& context) {
    std::int64_t low = 0, high = 0;
    for (const std::int64_t w : row) {
        low += std::min(w * -128, w * 127);
        high += std::max(w * -128, w * 127);
    }
    low = std::min(low, low + bias);
    high = std::max(high, high + bias);
    if (signed_bits(low, high) > 32 ||
        signed_bits(std::min<std::int64_t>(bias, 0), std::max<std::int64_t>(bias, 0)) > 32)
        throw Error(context.model,
                    fmt::format("node '{}' sums so many products that 32 bits do not hold them",
                                printable(context.name)),
                    "split the layer");
}

} // namespace

std::vector<double> bounded_steps(std::span<const float> weights, std::span<const float> bias,
                                  double input_scale, int weight_bits,
                                  std::span<const double> part) {
    const std::size_t depth = weights.size() / bias.size();
    const double top = (1 << (weight_bits - 1)) - 1;
    std::vector<double> steps;
    double largest = 0.0;
    for (std::size_t o = 0; o < bias.size(); ++o) {
        double magnitude = 0.0;
        for (const float w : weights.subspan(o * depth, depth))
            magnitude = std::max(magnitude, std::fabs(static_cast<double>(w)));
        if (!part.empty())
            magnitude *= part[o];
        steps.push_back(std::max(magnitude / top, std::fabs(static_cast<double>(bias[o])) /
                                                      (input_scale * kLargestBias)));
        largest = std::max(largest, steps.back());
    }
    for (double& step : steps)
        step = largest > 0.0 ? std::max(step, largest * kSmallestStepShare) : 1.0;
    return steps;
}

IntegerWeights quantize_weights(std::span<const float> weights, std::span<const float> op_bias,
                                const LayerContext& context) {
    const Affine& input = context.inputs[0];
    const Ending ending = ending_of(context);
    static const WeightChoice kNearest;
    const WeightChoice& choice = context.weights ? *context.weights : kNearest;
    const std::vector<double> bias =
        choice.bias.empty() ? std::vector<double>(op_bias.begin(), op_bias.end()) : choice.bias;
    const std::size_t depth = weights.size() / bias.size();
    const int top = (1 << (context.weight_bits - 1)) - 1;
    const bool given = context.given && choice.steps.empty();
    const std::vector<double> steps =
        !choice.steps.empty() ? choice.steps
        : given               ? given_steps(weights, op_bias, context)
                              : bounded_steps(weights, op_bias, input.scale, context.weight_bits);
    const double largest = *std::max_element(steps.begin(), steps.end());
    const double factor_of_step = input.scale / ending.requantized.scale;

    IntegerWeights result;
    result.weights.reserve(weights.size());
    network::Requant& requant = result.requant;
    requant.zero_point = ending.requantized.zero_point;
    requant.clamp_low = ending.clamp_low;
    requant.clamp_high = ending.clamp_high;
    requant.table = ending.table;
    const bool all_zero =
        std::all_of(weights.begin(), weights.end(), [](float w) { return w == 0.0f; }) &&
        std::all_of(bias.begin(), bias.end(), [](double b) { return b == 0.0; });
    int shift = 1;
    if (!all_zero) {
        check_factor(largest * factor_of_step, context);
        shift = to_fixed_factor(largest * factor_of_step).shift;
    }
    for (std::size_t o = 0; o < bias.size(); ++o) {
        std::int64_t sum = 0;
        bool zero = true;
        for (std::size_t i = o * depth; i < (o + 1) * depth; ++i) {
            const double q = choice.integers.empty() ? std::nearbyint(weights[i] / steps[o])
                                                     : choice.integers[i];
            result.weights.push_back(static_cast<std::int8_t>(
                std::clamp(q, -1.0 * top - (given ? 1.0 : 0.0), 1.0 * top)));
            sum += result.weights.back();
            zero = zero && result.weights.back() == 0;
        }
        const std::span<const std::int8_t> row =
            std::span(result.weights).subspan(o * depth, depth);
        // What was quantized elsewhere is kept to the last bit, at the price of shifts that differ.
        std::optional<GivenFactors> own;
        if (given && !all_zero)
            own = given_factors(row, steps[o], bias[o], ending, context);
        requant.ties_to_even = requant.ties_to_even || (own && !own->exact);
        const auto own_bias =
            own ? own->bias
                : static_cast<std::int64_t>(std::nearbyint(bias[o] / (input.scale * steps[o])));
        const std::int64_t folded = own_bias - input.zero_point * sum;
        check_accumulator(row, folded, context);
        const bool silent = all_zero || (zero && folded == 0);
        const int own_shift = own ? own->factor.shift : shift;
        const std::int32_t multiplier =
            own ? own->factor.multiplier : fixed_multiplier(steps[o] * factor_of_step, own_shift);
        requant.bias.push_back(static_cast<std::int32_t>(folded));
        requant.multiplier.push_back(silent ? 0 : multiplier);
        requant.shift.push_back(static_cast<std::uint8_t>(own_shift));
    }
    return result;
}

} // namespace sluice::quantizer
