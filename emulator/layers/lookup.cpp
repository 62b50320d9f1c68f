// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::Lookup& layer, std::span<const Operand> inputs) {
    Values result;
    result.reserve(inputs[0].values.size());
    for (const std::int16_t value : inputs[0].values)
        result.push_back(look_up(layer.table, value));
    return result;
}

} // namespace sluice::emulator
