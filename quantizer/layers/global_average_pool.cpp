// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::GlobalAveragePool&, const LayerContext& context) {
    const Affine& input = context.inputs[0];
    const Ending ending = ending_of(context);
    SLUICE_CHECK(ending.table.empty(), "global average pooling ends in clamps alone");
    const std::int64_t pixels = context.shapes[0].pixels();
    if (pixels >= std::int64_t{1} << 23) // sum and bias stay within 32 bits
        throw Error(context.model,
                    fmt::format("node '{}' averages {} pixels, more than 32 bits can sum",
                                printable(context.name), pixels),
                    "pool in two steps");
    const double factor = input.scale / (ending.requantized.scale * static_cast<double>(pixels));
    check_factor(factor, context);
    const FixedFactor fixed =
        context.given ? given_factor(factor, kWideMultiplierBits) : to_fixed_factor(factor);
    return network::GlobalAveragePool{
        {.bias = static_cast<std::int32_t>(-pixels * input.zero_point),
         .multiplier = fixed.multiplier,
         .shift = fixed.shift,
         .zero_point = ending.requantized.zero_point,
         .clamp_low = ending.clamp_low,
         .clamp_high = ending.clamp_high,
         .ties_to_even = context.given}};
}

} // namespace sluice::quantizer
