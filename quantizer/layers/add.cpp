// SPDX-License-Identifier: Apache-2.0
// Two activations joined element by element.
#include <algorithm>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

namespace {

// What Add, Extremum and their like share: both operands at one shift.
template <typename Layer> Layer at_one_shift(const LayerContext& context) {
    const Affine& a = context.inputs[0];
    const Affine& b = context.inputs[1];
    const Ending ending = ending_of(context);
    const double larger = std::max(a.scale, b.scale) / ending.requantized.scale;
    check_factor(larger, context);

    Layer layer;
    int bits = kMultiplierBits;
    if constexpr (requires { layer.ties_to_even; }) {
        layer.ties_to_even = context.given;
        bits = context.given ? kWideAddMultiplierBits : bits;
    }
    layer.shift = to_fixed_factor(larger, bits).shift;
    layer.multiplier_a = fixed_multiplier(a.scale / ending.requantized.scale, layer.shift, bits);
    layer.multiplier_b = fixed_multiplier(b.scale / ending.requantized.scale, layer.shift, bits);
    layer.zero_point = ending.requantized.zero_point;
    layer.clamp_low = ending.clamp_low;
    layer.clamp_high = ending.clamp_high;
    layer.table = ending.table;
    return layer;
}

// a + sign * b
network::Add sum(const LayerContext& context, int sign) {
    auto layer = at_one_shift<network::Add>(context);
    layer.multiplier_b *= sign;
    layer.bias = -context.inputs[0].zero_point * layer.multiplier_a -
                 context.inputs[1].zero_point * layer.multiplier_b;
    return layer;
}

network::Extremum extremum(const LayerContext& context, bool minimum) {
    auto layer = at_one_shift<network::Extremum>(context);
    layer.minimum = minimum;
    layer.bias_a = -context.inputs[0].zero_point * layer.multiplier_a;
    layer.bias_b = -context.inputs[1].zero_point * layer.multiplier_b;
    return layer;
}

network::Multiply product(const LayerContext& context) {
    const Affine& a = context.inputs[0];
    const Affine& b = context.inputs[1];
    const Ending ending = ending_of(context);
    const double factor = a.scale * b.scale / ending.requantized.scale;
    check_factor(factor, context);
    const FixedFactor fixed = to_fixed_factor(factor);

    network::Multiply layer;
    layer.zero_a = a.zero_point;
    layer.zero_b = b.zero_point;
    layer.multiplier = fixed.multiplier;
    layer.shift = fixed.shift;
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
    switch (op.kind) {
    case graph::BinaryKind::subtract:
        return sum(context, -1);
    case graph::BinaryKind::multiply:
        return product(context);
    case graph::BinaryKind::maximum:
        return extremum(context, false);
    case graph::BinaryKind::minimum:
        return extremum(context, true);
    case graph::BinaryKind::power:
        break;
    }
    refuse(op, context);
}

} // namespace sluice::quantizer
