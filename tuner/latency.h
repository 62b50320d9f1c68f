// SPDX-License-Identifier: Apache-2.0
// The choice with the least latency of a single frame. Private to the tuner.
#pragma once

#include <optional>

#include "tuner/search.h"

namespace sluice::tuner {

// Simulated annealing from the design of the smallest interval: a layer takes another option and
// others slower ones until all fit the budget. Trials are judged by the dataflow in pixels
// (dataflow.h), with a small price on area; then the best of them, and what lies near the best, by
// the beat simulation with FIFOs that are never full. The result is never slower there than the
// design of the smallest interval. nullopt when nothing fits.
std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget);

} // namespace sluice::tuner
