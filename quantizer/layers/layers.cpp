// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/layers.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::quantizer {

void refuse(const graph::Op& op, const LayerContext& context) {
    throw Error(context.model,
                fmt::format("node '{}' ({}) has no form in integers yet", printable(context.name),
                            graph::kind_name(op)),
                "`sluice check` names a rewrite");
}

network::LayerKind to_layer(const graph::Reduce& op, const LayerContext& context) {
    refuse(op, context);
}
network::LayerKind to_layer(const graph::Constant& op, const LayerContext& context) {
    refuse(op, context);
}
network::LayerKind to_layer(const graph::Resize& op, const LayerContext& context) {
    refuse(op, context);
}

bool has_weights(const graph::Op& op) {
    return std::holds_alternative<graph::Conv>(op) ||
           std::holds_alternative<graph::FullyConnected>(op);
}

network::LayerKind quantize_op(const graph::Op& op, const LayerContext& context) {
    return std::visit([&](const auto& kind) { return to_layer(kind, context); }, op);
}

} // namespace sluice::quantizer
