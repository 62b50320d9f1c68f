// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::MaxPool& op, const LayerContext& context) {
    SLUICE_CHECK(context.inputs[0] == context.output, "max pooling passes its scale through");
    return network::MaxPool{op.window};
}

} // namespace sluice::quantizer
