// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::GlobalAveragePool& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    Values result;
    for (int c = 0; c < in.shape.channels; ++c) {
        std::int64_t acc = 0;
        for (int row = 0; row < in.shape.height; ++row)
            for (int column = 0; column < in.shape.width; ++column)
                acc += in.at(row, column, c);
        result.push_back(requantize(layer.requant, acc));
    }
    return result;
}

} // namespace sluice::emulator
