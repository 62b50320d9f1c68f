// SPDX-License-Identifier: Apache-2.0
// Sums and differences of two activations.
#include <algorithm>

#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

namespace {

// a + sign * b
network::Add sum(const LayerContext& context, int sign) {
    const Affine& a = context.inputs[0];
    const Affine& b = context.inputs[1];
    const Ending ending = ending_of(context);
    const double larger = std::max(a.scale, b.scale) / ending.requantized.scale;
    check_factor(larger, context);
    const int bits = context.given ? kWideAddMultiplierBits : kMultiplierBits;
    const int shift = to_fixed_factor(larger, bits).shift;

    network::Add layer;
    layer.multiplier_a = fixed_multiplier(a.scale / ending.requantized.scale, shift, bits);
    layer.multiplier_b = sign * fixed_multiplier(b.scale / ending.requantized.scale, shift, bits);
    layer.bias = -a.zero_point * layer.multiplier_a - b.zero_point * layer.multiplier_b;
    layer.shift = shift;
    layer.ties_to_even = context.given;
    layer.zero_point = ending.requantized.zero_point;
    layer.clamp_low = ending.clamp_low;
    layer.clamp_high = ending.clamp_high;
    layer.table = ending.table;
    return layer;
}

} // namespace

network::LayerKind to_layer(const graph::Add&, const LayerContext& context) {
    return sum(context, 1);
}

network::LayerKind to_layer(const graph::Binary& op, const LayerContext& context) {
    if (op.kind != graph::BinaryKind::subtract)
        refuse(op, context);
    return sum(context, -1);
}

} // namespace sluice::quantizer
