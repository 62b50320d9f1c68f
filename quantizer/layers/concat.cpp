// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Concat& op, const LayerContext& context) {
    if (op.axis != graph::Axis::channel)
        refuse(op, context);
    for (const Affine& input : context.inputs)
        SLUICE_CHECK(input == context.output, "concatenation passes its scale through");
    return network::Concat{};
}

} // namespace sluice::quantizer
