// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"
#include "emulator/requantize.h"

namespace sluice::emulator {

Values eval_layer(const network::Add& layer, std::span<const Operand> inputs) {
    Values result;
    result.reserve(inputs[0].values.size());
    for (std::size_t i = 0; i < inputs[0].values.size(); ++i) {
        const std::int64_t sum = std::int64_t{inputs[0].values[i]} * layer.multiplier_a +
                                 std::int64_t{inputs[1].values[i]} * layer.multiplier_b +
                                 layer.bias;
        const int q = scale_and_clamp(sum, 1, layer.shift, layer.zero_point, layer.clamp_low,
                                      layer.clamp_high, layer.ties_to_even);
        result.push_back(look_up(layer.table, q));
    }
    return result;
}

} // namespace sluice::emulator
