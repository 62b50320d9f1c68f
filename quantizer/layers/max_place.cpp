// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::MaxPoolIndex& op, const LayerContext&) {
    return network::MaxPlace{op.window};
}

} // namespace sluice::quantizer
