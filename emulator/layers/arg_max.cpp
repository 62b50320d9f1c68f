// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::ArgMax&, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    Values result;
    for (int row = 0; row < in.shape.height; ++row)
        for (int column = 0; column < in.shape.width; ++column) {
            int best = 0;
            for (int c = 1; c < in.shape.channels; ++c)
                if (in.at(row, column, c) > in.at(row, column, best))
                    best = c;
            result.push_back(static_cast<std::int16_t>(best));
        }
    return result;
}

} // namespace sluice::emulator
