// SPDX-License-Identifier: Apache-2.0
// The method `auto`: of every tensor the range under which the network's outputs are best.
#pragma once

#include <vector>

#include "quantizer/draft.h"
#include "quantizer/measure/probe.h"

namespace sluice::quantizer {

// What has a range of its own to choose: a scale group, or what a layer's table reads.
struct RangeSlot {
    bool is_group = true;
    int index = 0; // of the group, or of the layer
};

// All of them in the order of the layers, without the groups that keep their whole range.
std::vector<RangeSlot> range_slots(const Plan& plan);

// From `draft`, whose ranges are min-max, one slot after the other, each method is tried and the
// one that the probe likes best is kept; one that gains nothing to speak of is not. Returns the
// methods by slot, of range_slots.
std::vector<Method> search_ranges(Draft& draft, const std::vector<Statistics>& statistics,
                                  Probe& probe, const Options& options, const Progress& progress);

} // namespace sluice::quantizer
