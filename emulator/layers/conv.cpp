// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::Conv& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    const Window& w = layer.window;
    const Shape shape = window_output_shape(in.shape, w, layer.out_channels);
    const int group_in = in.shape.channels / layer.groups;
    const int group_out = layer.out_channels / layer.groups;
    Values result;
    result.reserve(shape.elements());
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int out = 0; out < layer.out_channels; ++out) {
                const int first_in = out / group_out * group_in;
                std::int64_t acc = 0;
                std::size_t weight = std::size_t(out) * w.positions() * group_in;
                for (int i = 0; i < w.kernel_h; ++i)
                    for (int j = 0; j < w.kernel_w; ++j)
                        for (int c = 0; c < group_in; ++c) {
                            const int y = row * w.stride_h - w.pad_top + i * w.dilation_h;
                            const int x = column * w.stride_w - w.pad_left + j * w.dilation_w;
                            const int value =
                                in.inside(y, x) ? in.at(y, x, first_in + c) : layer.pad_value;
                            acc += value * layer.weights[weight++];
                        }
                result.push_back(requantize(layer.requant, acc, out));
            }
    return result;
}

} // namespace sluice::emulator
