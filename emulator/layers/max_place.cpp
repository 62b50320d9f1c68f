// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::MaxPlace& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    const Window& w = layer.window;
    const Shape shape = window_output_shape(in.shape, w, in.shape.channels);
    Values result;
    result.reserve(shape.elements());
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int c = 0; c < shape.channels; ++c) {
                int place = 0; // the window's first tap is inside
                std::int16_t largest = in.at(row * w.kernel_h, column * w.kernel_w, c);
                for (int i = 0; i < w.kernel_h; ++i)
                    for (int j = 0; j < w.kernel_w; ++j) {
                        const int y = row * w.kernel_h + i;
                        const int x = column * w.kernel_w + j;
                        if (!in.inside(y, x) || in.at(y, x, c) <= largest)
                            continue;
                        largest = in.at(y, x, c);
                        place = i * w.kernel_w + j;
                    }
                result.push_back(static_cast<std::int16_t>(place));
            }
    return result;
}

} // namespace sluice::emulator
