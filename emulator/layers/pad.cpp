// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::Pad& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    const Shape shapes[] = {in.shape};
    const Shape shape = output_shape(layer, shapes);
    Values result;
    result.reserve(shape.elements());
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int c = 0; c < shape.channels; ++c) {
                const int y = row - layer.top;
                const int x = column - layer.left;
                const int channel = c - layer.channels_before;
                const bool inside = in.inside(y, x) && channel >= 0 && channel < in.shape.channels;
                result.push_back(inside ? in.at(y, x, channel)
                                        : static_cast<std::int16_t>(layer.value));
            }
    return result;
}

} // namespace sluice::emulator
