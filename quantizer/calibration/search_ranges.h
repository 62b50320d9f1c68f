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

// How a slot's range is made from what was seen.
struct RangeRule {
    const char* name;
    Method method;
    double margin; // factor on the range
};

// From min-max ranges, one slot after the other, every rule is tried and the one that the probe
// likes best is kept; one that gains nothing to speak of is not. `statistics` should not be of all
// frames of the probe, so that a range that is too tight shows. Returns the rules by slot.
std::vector<RangeRule> search_ranges(Draft draft, const std::vector<Statistics>& statistics,
                                     Probe& probe, const Options& options,
                                     const Progress& progress);

// Gives the draft's slots the ranges that the rules make of `statistics`.
void apply_ranges(Draft& draft, const std::vector<RangeRule>& rules,
                  const std::vector<Statistics>& statistics, const Options& options);

} // namespace sluice::quantizer
