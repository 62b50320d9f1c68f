// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

#include <algorithm>
#include <limits>

namespace sluice::emulator {

Values eval_layer(const network::MaxPool& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    const Window& w = layer.window;
    const Shape shape = window_output_shape(in.shape, w, in.shape.channels);
    Values result;
    result.reserve(shape.elements());
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int c = 0; c < shape.channels; ++c) {
                std::int16_t largest = std::numeric_limits<std::int16_t>::min();
                for (int i = 0; i < w.kernel_h; ++i)
                    for (int j = 0; j < w.kernel_w; ++j) {
                        const int y = row * w.stride_h - w.pad_top + i * w.dilation_h;
                        const int x = column * w.stride_w - w.pad_left + j * w.dilation_w;
                        if (in.inside(y, x))
                            largest = std::max(largest, in.at(y, x, c));
                    }
                result.push_back(largest);
            }
    return result;
}

} // namespace sluice::emulator
