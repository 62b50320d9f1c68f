// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values emulate_plainly(const network::LayerKind& kind, std::span<const Operand> inputs) {
    return std::visit([&](const auto& layer) { return eval_layer(layer, inputs); }, kind);
}

} // namespace sluice::emulator
