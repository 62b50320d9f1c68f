// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/weights.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::FullyConnected& op, const LayerContext& context) {
    IntegerWeights integers = quantize_weights(op.weights, op.bias, context);
    return network::FullyConnected{.out_channels = op.out_channels,
                                   .weight_bits = context.weight_bits,
                                   .weights = std::move(integers.weights),
                                   .requant = std::move(integers.requant)};
}

} // namespace sluice::quantizer
