// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/conv.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Conv& layer, std::span<const Shape> inputs) {
    return window_output_shape(inputs[0], layer.window, layer.out_channels);
}

std::int64_t macs(const Conv& layer, std::span<const Shape> inputs) {
    return output_shape(layer, inputs).elements() * layer.window.positions() *
           (inputs[0].channels / layer.groups);
}

void validate(const Conv& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require_window(layer.window, inputs[0]);
    require(layer.out_channels >= 1 && layer.out_channels <= kMaxSize,
            "out_channels is outside 1 .. 2^20");
    require(layer.groups >= 1 && inputs[0].channels % layer.groups == 0 &&
                layer.out_channels % layer.groups == 0,
            "groups does not divide the channels");
    const std::int64_t terms =
        std::int64_t{layer.window.positions()} * (inputs[0].channels / layer.groups);
    require_weights(layer.weights, layer.out_channels * terms, layer.weight_bits);
    require_int8(layer.pad_value, "pad_value is outside int8");
    require_requant(layer.requant, layer.out_channels, layer.weights);
}

} // namespace sluice::network
