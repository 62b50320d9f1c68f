// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Pad& op, const LayerContext& context) {
    if (op.mode != graph::PadMode::constant)
        refuse(op, context);
    SLUICE_CHECK(context.inputs[0] == context.output, "padding passes its scale through");
    network::Pad layer;
    layer.top = op.top;
    layer.left = op.left;
    layer.bottom = op.bottom;
    layer.right = op.right;
    layer.channels_before = op.channels_before;
    layer.channels_after = op.channels_after;
    layer.value = quantize_value(context.output, op.value);
    return layer;
}

} // namespace sluice::quantizer
