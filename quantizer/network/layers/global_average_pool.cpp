// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/global_average_pool.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const GlobalAveragePool&, std::span<const Shape> inputs) {
    return {1, 1, inputs[0].channels};
}

std::int64_t macs(const GlobalAveragePool&, std::span<const Shape>) {
    return 0;
}

void validate(const GlobalAveragePool& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    const TensorRequant& requant = layer.requant;
    const std::int64_t pixels = inputs[0].pixels();
    require_int32(pixels * -128, "an accumulator does not fit 32 bits");
    require_int32(pixels * -128 + requant.bias, "accumulator plus bias does not fit 32 bits");
    require_int32(pixels * 127 + requant.bias, "accumulator plus bias does not fit 32 bits");
    require_multiplier(requant.multiplier);
    require_shift(requant.shift);
    require_int8(requant.zero_point, "a zero point is outside int8");
    require_clamp(requant.clamp_low, requant.clamp_high);
}

} // namespace sluice::network
