// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/fully_connected.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const FullyConnected& layer, std::span<const Shape>) {
    return {1, 1, layer.out_channels};
}

std::int64_t macs(const FullyConnected& layer, std::span<const Shape> inputs) {
    return inputs[0].elements() * layer.out_channels;
}

void validate(const FullyConnected& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require(layer.out_channels >= 1 && layer.out_channels <= kMaxSize,
            "out_channels is outside 1 .. 2^20");
    require_weights(layer.weights, inputs[0].elements() * layer.out_channels, layer.weight_bits);
    require_requant(layer.requant, layer.out_channels, layer.weights);
}

} // namespace sluice::network
