// SPDX-License-Identifier: Apache-2.0
// What designs use, against what they may use. Private to the tuner.
#pragma once

#include <array>
#include <string>

#include "tuner/tune.h"

namespace sluice::tuner {

// One resource by name, in a use and in a budget; kResources lists them in the order of messages.
struct Resource {
    const char* name;
    double (*used)(const Use&);
    std::optional<double> Budget::*allowed;
};
extern const std::array<Resource, 6> kResources;

void operator+=(Use& sum, const Use& part);
Use use_of_block(const rtl::Block& block, const Family& family);

// The resource of which `use` needs more than `budget` allows, by the largest factor.
struct Shortage {
    std::string what; // empty: fits
    double needed = 0;
    double allowed = 0;
};
Shortage shortage(const Use& use, const Budget& budget);

// The largest share of a resource of the budget that `use` takes; above 1 it does not fit.
double fullness(const Use& use, const Budget& budget);

} // namespace sluice::tuner
