// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::AveragePool& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    const Window& w = layer.window;
    const Shape shape = window_output_shape(in.shape, w, in.shape.channels);
    Values result;
    result.reserve(shape.elements());
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int c = 0; c < shape.channels; ++c) {
                std::int64_t acc = 0;
                int inside = 0;
                for (int i = 0; i < w.kernel_h; ++i)
                    for (int j = 0; j < w.kernel_w; ++j) {
                        const int y = row * w.stride_h - w.pad_top + i * w.dilation_h;
                        const int x = column * w.stride_w - w.pad_left + j * w.dilation_w;
                        const bool tap_inside = in.inside(y, x);
                        acc += tap_inside ? in.at(y, x, c) : layer.pad_value;
                        inside += tap_inside;
                    }
                const int divisor = layer.count_include_pad ? w.positions() : inside;
                result.push_back(static_cast<std::int16_t>(scale_and_clamp(
                    acc + layer.bias, layer.multiplier[divisor - 1], layer.shift, layer.zero_point,
                    layer.clamp_low, layer.clamp_high, layer.ties_to_even)));
            }
    return result;
}

} // namespace sluice::emulator
