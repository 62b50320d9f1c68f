// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::FullyConnected& layer, std::span<const Operand> inputs) {
    Values result;
    std::size_t weight = 0;
    for (int out = 0; out < layer.out_channels; ++out) {
        std::int64_t acc = 0;
        for (const std::int16_t value : inputs[0].values)
            acc += value * layer.weights[weight++];
        result.push_back(requantize(layer.requant, acc, out));
    }
    return result;
}

} // namespace sluice::emulator
