// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/multiply.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Multiply&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::int64_t macs(const Multiply&, std::span<const Shape>) {
    return 0;
}

void validate(const Multiply& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 2);
    require(inputs[0] == inputs[1], "the operands of a multiply differ in shape");
    require_int8(layer.zero_a, "a zero point is outside int8");
    require_int8(layer.zero_b, "a zero point is outside int8");
    require_multiplier(layer.multiplier);
    require_shift(layer.shift);
    require_int8(layer.zero_point, "a zero point is outside int8");
    require_clamp(layer.clamp_low, layer.clamp_high);
    require_table(layer.table, true);
}

} // namespace sluice::network
