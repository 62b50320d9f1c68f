// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/extremum.h"

#include <cstdlib>

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Extremum&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::int64_t macs(const Extremum&, std::span<const Shape>) {
    return 0;
}

void validate(const Extremum& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 2);
    require(inputs[0] == inputs[1], "the operands of an extremum differ in shape");
    require_multiplier(layer.multiplier_a);
    require_multiplier(layer.multiplier_b);
    // 128 |multiplier| + |bias| bounds a scaled operand either way.
    require_int32(128 * std::llabs(layer.multiplier_a) + std::llabs(layer.bias_a),
                  "an operand of an extremum does not fit 32 bits");
    require_int32(128 * std::llabs(layer.multiplier_b) + std::llabs(layer.bias_b),
                  "an operand of an extremum does not fit 32 bits");
    require_shift(layer.shift);
    require_int8(layer.zero_point, "a zero point is outside int8");
    require_clamp(layer.clamp_low, layer.clamp_high);
    require_table(layer.table, true);
}

} // namespace sluice::network
