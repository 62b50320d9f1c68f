// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::Softmax& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    Values result;
    result.reserve(in.values.size());
    for (int row = 0; row < in.shape.height; ++row)
        for (int column = 0; column < in.shape.width; ++column) {
            int largest = -128;
            for (int c = 0; c < in.shape.channels; ++c)
                largest = std::max<int>(largest, in.at(row, column, c));
            std::int64_t sum = 0;
            for (int c = 0; c < in.shape.channels; ++c)
                sum += layer.table[largest - in.at(row, column, c)];
            const auto factor = static_cast<std::int32_t>(layer.numerator / sum);
            for (int c = 0; c < in.shape.channels; ++c)
                result.push_back(static_cast<std::int16_t>(
                    scale_and_clamp(layer.table[largest - in.at(row, column, c)], factor,
                                    layer.shift, layer.zero_point, -128, 127)));
        }
    return result;
}

} // namespace sluice::emulator
