// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Rearrange& op, const LayerContext& context) {
    SLUICE_CHECK(context.inputs[0] == context.output, "a rearrangement passes its scale through");
    network::Rearrange layer;
    layer.shape = op.shape;
    layer.offset = op.offset;
    for (const graph::Rearrange::Digit& digit : graph::normalized(op).digits) {
        layer.sizes.push_back(digit.size);
        layer.strides.push_back(digit.stride);
    }
    return layer;
}

} // namespace sluice::quantizer
