// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::ArgMax&, const LayerContext&) {
    return network::ArgMax{};
}

} // namespace sluice::quantizer
