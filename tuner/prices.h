// SPDX-License-Identifier: Apache-2.0
// What designs cost, to compare them by. Private to the tuner.
#pragma once

#include <array>

#include "tuner/use.h"

namespace sluice::tuner {

// What one unit of each resource costs, in the order of kResources.
using Prices = std::array<double, kResources.size()>;

double cost(const Use& use, const Prices& prices);

// Each resource of the budget by its share, multiplier blocks by less, so that they are used before
// logic multiplies; the rest count little.
Prices shares(const Budget& budget);

} // namespace sluice::tuner
