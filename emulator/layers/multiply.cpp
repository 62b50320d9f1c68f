// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::Multiply& layer, std::span<const Operand> inputs) {
    Values result;
    result.reserve(inputs[0].values.size());
    for (std::size_t i = 0; i < inputs[0].values.size(); ++i) {
        const std::int64_t product =
            std::int64_t{inputs[0].values[i] - layer.zero_a} * (inputs[1].values[i] - layer.zero_b);
        const int q = scale_and_clamp(product, layer.multiplier, layer.shift, layer.zero_point,
                                      layer.clamp_low, layer.clamp_high);
        result.push_back(look_up(layer.table, q));
    }
    return result;
}

} // namespace sluice::emulator
