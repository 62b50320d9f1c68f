// SPDX-License-Identifier: Apache-2.0
// The choice with the least latency of a single frame. Private to the tuner.
#pragma once

#include <optional>

#include "tuner/search.h"

namespace sluice::tuner {

// Latency is measured by the beat simulation, with FIFOs that are never full. Layers in a pipeline
// wait for each other, so that one made faster alone mostly gains nothing: each has a weight
// instead, and for given weights every layer takes at most its weight's share of the smallest
// common time that fits the budget. The weights of single layers, and of all from one on, are
// raised and lowered by steps that become finer, as long as that saves cycles. What is then left of
// the budget goes to the layers that save most cycles per cost. nullopt when nothing fits.
std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget);

} // namespace sluice::tuner
