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
    std::vector<Step> trace;           // of the greedy walk
};

// Sets cycles and slowest from the layers.
void find_slowest(Choice& choice);
Use total(const Choice& choice);

// The fewest cycles that fit the budget, or where there is a goal at most that many; with these
// the least resources. nullopt when nothing fits.
//
// The layers couple through the slowest alone, so the interval is bisected over the cycles that
// options have. Whether one fits is exact for one resource (each layer's cheapest option fast
// enough) and mostly for several (fit.h).
std::optional<Choice> search(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles);

// The choice that is fullest of no resource.
Choice smallest(const std::vector<LayerOptions>& layers, const Budget& budget);

// The classic loop, kept to compare with and for its trace: the slowest layer gets its next faster
// option while the budget lasts, what an option costs being its shares of the budget together.
std::optional<Choice> greedy(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles);

} // namespace sluice::tuner
