// SPDX-License-Identifier: Apache-2.0
// Weights and bias of a convolution or a fully connected layer in integers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/layers/layers.h"
#include "quantizer/network/requant.h"

namespace sluice::quantizer {

struct IntegerWeights {
    std::vector<std::int8_t> weights; // in the order of the float weights
    network::Requant requant;
};

// `weights` holds the same number for each entry of `bias`. Symmetric per output channel; one
// shift for the layer. Throws Error when an accumulator may need more than 32 bits.
IntegerWeights quantize_weights(std::span<const float> weights, std::span<const float> bias,
                                const LayerContext& context);

} // namespace sluice::quantizer
