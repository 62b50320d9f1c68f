// SPDX-License-Identifier: Apache-2.0
// Weights and bias of a convolution or a fully connected layer in integers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/layers/layers.h"
#include "quantizer/network/requant.h"

namespace sluice::quantizer {

// The largest bias, in products: room for 2^32 more, and channels that are a bias and nothing else.
constexpr double kLargestBias = 1 << 24;

struct IntegerWeights {
    std::vector<std::int8_t> weights; // in the order of the float weights
    network::Requant requant;
};

// Of each output channel, the real value of one weight step: `part` (1, or one entry per channel)
// of its largest magnitude becomes the largest integer, within the limits that keep hardware small.
std::vector<double> bounded_steps(std::span<const float> weights, std::span<const float> bias,
                                  double input_scale, int weight_bits,
                                  std::span<const double> part = {});

// `weights` holds the same number for each entry of `bias`. Symmetric per output channel; one
// shift for the layer. Throws Error when an accumulator may need more than 32 bits.
IntegerWeights quantize_weights(std::span<const float> weights, std::span<const float> bias,
                                const LayerContext& context);

} // namespace sluice::quantizer
