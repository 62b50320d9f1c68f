// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::MaxUnpool& op, const LayerContext& context) {
    SLUICE_CHECK(context.inputs[0] == context.output, "max unpooling passes its scale through");
    return network::MaxUnpool{op.window.kernel_h, op.window.kernel_w, context.output.zero_point};
}

} // namespace sluice::quantizer
