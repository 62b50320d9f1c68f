// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/pad.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Pad& layer, std::span<const Shape> inputs) {
    const Shape& in = inputs[0];
    return {layer.top + in.height + layer.bottom, layer.left + in.width + layer.right,
            layer.channels_before + in.channels + layer.channels_after};
}

std::int64_t macs(const Pad&, std::span<const Shape>) {
    return 0;
}

void validate(const Pad& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    for (const int count : {layer.top, layer.left, layer.bottom, layer.right, layer.channels_before,
                            layer.channels_after})
        require(count >= 0 && count <= kMaxSize, "a pad has a count out of range");
    require_shape(output_shape(layer, inputs));
    require_int8(layer.value, "a pad's value is outside int8");
}

} // namespace sluice::network
