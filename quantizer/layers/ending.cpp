// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/ending.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

double apply(const std::vector<graph::Activation>& activations, double x) {
    for (const graph::Activation& activation : activations)
        x = graph::activate(activation, x);
    return x;
}

} // namespace

bool only_clamps(const std::vector<graph::Activation>& activations) {
    return std::all_of(activations.begin(), activations.end(), [](const auto& activation) {
        return activation.kind == graph::ActivationKind::relu ||
               activation.kind == graph::ActivationKind::clip;
    });
}

bool ends_in_sign(const std::vector<graph::Activation>& activations, bool result_has_levels) {
    return !result_has_levels && !activations.empty() &&
           activations[0].kind == graph::ActivationKind::bipolar;
}

std::vector<std::int8_t> activation_table(const std::vector<graph::Activation>& activations,
                                          const Affine& from, const Affine& to,
                                          const graph::Quantization& levels) {
    std::vector<std::int8_t> table;
    for (int q = -128; q <= 127; ++q)
        table.push_back(static_cast<std::int8_t>(
            std::clamp(quantize_value(to, apply(activations, (q - from.zero_point) * from.scale)),
                       levels.low, levels.high)));
    return table;
}

Ending ending_of(const LayerContext& context) {
    const graph::Quantization output = context.output_levels.value_or(graph::Quantization{});
    if (!only_clamps(context.activations) || context.result_levels) {
        const graph::Quantization result = context.result_levels.value_or(graph::Quantization{});
        return {context.result, result.low, result.high,
                activation_table(context.activations, context.result, context.output, output)};
    }
    // Clamps are monotonic, so that the ends of the line go to the bounds.
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {context.output,
            std::max(quantize_value(context.output, apply(context.activations, -kInfinity)),
                     output.low),
            std::min(quantize_value(context.output, apply(context.activations, kInfinity)),
                     output.high),
            {}};
}

FixedFactor given_factor(double real, int wide_bits) {
    const FixedFactor plain = to_fixed_factor(real);
    return std::ldexp(plain.multiplier, -plain.shift) == real ? plain
                                                              : to_fixed_factor(real, wide_bits);
}

void check_factor(double factor, const LayerContext& context) {
    if (!(std::fabs(factor) < 32768.0))
        throw Error(context.model,
                    fmt::format("node '{}' has a calibrated output range too small for its input "
                                "and weights",
                                printable(context.name)),
                    "calibrate with typical frames");
}

} // namespace sluice::quantizer
