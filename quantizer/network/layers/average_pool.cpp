// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/average_pool.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const AveragePool& layer, std::span<const Shape> inputs) {
    return window_output_shape(inputs[0], layer.window, inputs[0].channels);
}

std::int64_t macs(const AveragePool&, std::span<const Shape>) {
    return 0;
}

void validate(const AveragePool& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require_window(layer.window, inputs[0]);
    require_taps_inside(layer.window, inputs[0]);
    const std::int64_t positions = layer.window.positions();
    require(static_cast<std::int64_t>(layer.multiplier.size()) == positions,
            "an average pool does not have one multiplier per window position");
    for (const std::int32_t multiplier : layer.multiplier)
        require_multiplier(multiplier);
    require_shift(layer.shift);
    require_int32(positions * -128 + layer.bias, "accumulator plus bias does not fit 32 bits");
    require_int32(positions * 127 + layer.bias, "accumulator plus bias does not fit 32 bits");
    require_int8(layer.pad_value, "pad_value is outside int8");
    require_int8(layer.zero_point, "a zero point is outside int8");
    require_clamp(layer.clamp_low, layer.clamp_high);
}

} // namespace sluice::network
