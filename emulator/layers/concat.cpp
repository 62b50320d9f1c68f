// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::Concat&, std::span<const Operand> inputs) {
    const Shape& first = inputs[0].shape;
    Values result;
    for (int row = 0; row < first.height; ++row)
        for (int column = 0; column < first.width; ++column)
            for (const Operand& in : inputs)
                for (int c = 0; c < in.shape.channels; ++c)
                    result.push_back(in.at(row, column, c));
    return result;
}

} // namespace sluice::emulator
