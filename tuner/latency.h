// SPDX-License-Identifier: Apache-2.0
// The choice with the least latency of a single frame. Private to the tuner.
#pragma once

#include <optional>

#include "tuner/search.h"

namespace sluice::tuner {

// Latency is measured by the beat simulation, with FIFOs that are never full. From designs that
// leave a part of the budget free the walk gives the layer with the most cycles saved per cost its
// next faster option, as long as the budget lasts; then options are exchanged between two layers,
// one a step faster and one a step slower, while that saves cycles. nullopt when nothing fits.
std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget);

} // namespace sluice::tuner
