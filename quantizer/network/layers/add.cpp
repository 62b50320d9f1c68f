// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/add.h"

#include <algorithm>

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Add&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::int64_t macs(const Add&, std::span<const Shape>) {
    return 0;
}

void validate(const Add& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 2);
    require(inputs[0] == inputs[1], "the operands of an add differ in shape");
    require_multiplier(layer.multiplier_a, kWideAddMultiplierBits);
    require_multiplier(layer.multiplier_b, kWideAddMultiplierBits);
    const auto extreme = [&](auto pick) {
        return std::int64_t{layer.bias} +
               pick(layer.multiplier_a * -128, layer.multiplier_a * 127) +
               pick(layer.multiplier_b * -128, layer.multiplier_b * 127);
    };
    require_int32(extreme([](int a, int b) { return std::min(a, b); }),
                  "the sum of an add does not fit 32 bits");
    require_int32(extreme([](int a, int b) { return std::max(a, b); }),
                  "the sum of an add does not fit 32 bits");
    require_shift(layer.shift);
    require_int8(layer.zero_point, "a zero point is outside int8");
    require_clamp(layer.clamp_low, layer.clamp_high);
    require_table(layer.table, true);
}

} // namespace sluice::network
