// SPDX-License-Identifier: Apache-2.0
// Weights of already quantized models: multiples of a step, whose layers must give the very
// integers that the model says.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

// Of each output channel the step that all weights are multiples of, made as fine as
// context.weight_bits allow, so that the bias, which counts in it, is fine too. A channel whose
// weights need more bits gets the step of its largest.
std::vector<double> given_steps(std::span<const float> weights, std::span<const float> bias,
                                const LayerContext& context);

// The fewest bits, context.weight_bits at most, that hold the weights and with which every sum of
// products gives the model's integer; where no width does that, with which the bias is close.
int given_bits(std::span<const float> weights, std::span<const float> bias,
               const LayerContext& context);

struct GivenFactors {
    std::int64_t bias = 0; // without the input zero point's contribution
    FixedFactor factor;
    bool exact = false; // for every sum that these weights can give
};

// Bias and multiplier of a channel. Rounds as the model does, halves to even, where some factors do
// that for every sum; else they are the nearest.
GivenFactors given_factors(std::span<const std::int8_t> row, double step, double bias,
                           const Ending& ending, const LayerContext& context);

} // namespace sluice::quantizer
