// SPDX-License-Identifier: Apache-2.0
// How a layer ends: zero point, clamps, and a table where clamps cannot say it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/fixed_point.h"
#include "quantizer/layers/layers.h"

namespace sluice::quantizer {

struct Ending {
    Affine requantized; // what the requantizer's integers mean: the output, or the table's input
    int clamp_low = -128;
    int clamp_high = 127;
    std::vector<std::int8_t> table; // empty, or 256 entries
};

// Whether the activations are nothing but bounds, as Relu and Clip are.
bool only_clamps(const std::vector<graph::Activation>& activations);

// Whether a table that only asks for the sign reads sums, not values on levels of their own.
bool ends_in_sign(const std::vector<graph::Activation>& activations, bool result_has_levels);

Ending ending_of(const LayerContext& context);

// table[q + 128] = the activations one after another, from integers to integers in `levels`.
std::vector<std::int8_t> activation_table(const std::vector<graph::Activation>& activations,
                                          const Affine& from, const Affine& to,
                                          const graph::Quantization& levels);

// The fixed factor of a layer of an already quantized model, whose integers must be met: of 18 bits
// where those hold it exactly, else of `wide_bits`.
FixedFactor given_factor(double real, int wide_bits);

// A layer's factor must be one that the fixed-point multiplier can hold; throws Error.
void check_factor(double factor, const LayerContext& context);

} // namespace sluice::quantizer
