// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/layers.h"

#include "base/error.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Softmax&, const LayerContext&) {
    SLUICE_CHECK(false, "plan_layers removes every Softmax");
}

bool has_weights(const graph::Op& op) {
    return std::holds_alternative<graph::Conv>(op) ||
           std::holds_alternative<graph::FullyConnected>(op);
}

network::LayerKind quantize_op(const graph::Op& op, const LayerContext& context) {
    return std::visit([&](const auto& kind) { return to_layer(kind, context); }, op);
}

} // namespace sluice::quantizer
