// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/weights.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Conv& op, const LayerContext& context) {
    IntegerWeights integers = quantize_weights(op.weights, op.bias, context);
    return network::Conv{.window = op.window,
                         .groups = op.groups,
                         .out_channels = op.out_channels,
                         .weight_bits = context.weight_bits,
                         .pad_value = context.inputs[0].zero_point,
                         .weights = std::move(integers.weights),
                         .requant = std::move(integers.requant)};
}

} // namespace sluice::quantizer
