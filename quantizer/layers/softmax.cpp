// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Softmax& op, const LayerContext& context) {
    if (op.log)
        refuse(op, context);
    return network::softmax_of_scales(context.inputs[0].scale, context.shapes[0].channels,
                                      context.output.scale, context.output.zero_point);
}

} // namespace sluice::quantizer
