// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::TopK& op, const LayerContext& context) {
    SLUICE_CHECK(op.indices || context.inputs[0] == context.output,
                 "the largest values pass their scale through");
    return network::TopK{op.count, op.largest, op.indices};
}

} // namespace sluice::quantizer
