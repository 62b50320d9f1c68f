// SPDX-License-Identifier: Apache-2.0
// Widths of weights by how much the network's outputs mind.
#pragma once

#include <vector>

#include "quantizer/draft.h"
#include "quantizer/measure/probe.h"

namespace sluice::quantizer {

// Of every layer the noise share that it adds to the outputs when its weights alone have 4 bits,
// plainly rounded; 0 for layers without weights and for those whose width the options fix.
// Rounding noise is a quarter with every further bit.
std::vector<double> narrow_weight_noise(const Draft& draft, Probe& probe, const Options& options,
                                        const Progress& progress);

// The widths, 2 to 8 bits, that save most weight memory for a sum of noise shares of at most
// `budget`: from 8 bits down, always the layer that saves most bits for the noise it adds. Layers
// without noise keep the draft's width.
std::vector<int> widths_within(const Draft& draft, const std::vector<double>& noise, double budget);

} // namespace sluice::quantizer
