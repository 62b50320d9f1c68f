// SPDX-License-Identifier: Apache-2.0
// Which option each layer gets, FIFOs and width converters left out. Private to the tuner.
#pragma once

#include <optional>
#include <vector>

#include "tuner/use.h"

namespace sluice::tuner {

// One way to build a layer.
struct Option {
    rtl::Block block;
    std::int64_t cycles = 0;
    Use use;
};

// Every useful one, in any order; at least one.
using LayerOptions = std::vector<Option>;

struct Choice {
    std::vector<const Option*> layers; // point into the options given
    std::int64_t cycles = 0;           // of the slowest layer
    std::size_t slowest = 0;           // the first of those
    std::vector<Step> trace;
};

// The fewest cycles that fit the budget, or where there is a goal the smallest choice that reaches
// it; nullopt when nothing fits.
//
// Exact for one resource: the layers couple through the slowest alone, so for each number of cycles
// the cheapest option of each layer is the cheapest choice, and raising the slowest layer to its
// next cheaper-than-anything-faster option walks through all of these. For several resources the
// walk is made once for each of them as the price and once for their shares together.
std::optional<Choice> search(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles);

// The choice that is fullest of no resource: of the walks' first steps the one with the least
// fullness().
Choice smallest(const std::vector<LayerOptions>& layers, const Budget& budget);

} // namespace sluice::tuner
