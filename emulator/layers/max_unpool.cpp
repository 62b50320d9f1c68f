// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::MaxUnpool& layer, std::span<const Operand> inputs) {
    const Operand& values = inputs[0];
    const Operand& places = inputs[1];
    const int mask = (1 << network::place_bits(layer)) - 1;
    const int rows = values.shape.height * layer.kernel_h;
    const int columns = values.shape.width * layer.kernel_w;
    Values result;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            for (int c = 0; c < values.shape.channels; ++c) {
                const int y = row / layer.kernel_h;
                const int x = column / layer.kernel_w;
                const int here = row % layer.kernel_h * layer.kernel_w + column % layer.kernel_w;
                result.push_back((places.at(y, x, c) & mask) == here
                                     ? values.at(y, x, c)
                                     : static_cast<std::int16_t>(layer.zero_point));
            }
    return result;
}

} // namespace sluice::emulator
