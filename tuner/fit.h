// SPDX-License-Identifier: Apache-2.0
// One item of each group so that the sums of several costs stay within limits and an objective is
// least: the multiple-choice knapsack that remains when the interval is fixed. Private to the
// tuner.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace sluice::tuner {

// At most so many resources.
constexpr std::size_t kMostCosts = 6;

struct Item {
    std::array<double, kMostCosts> costs = {}; // of the limits, in shares of them
    double objective = 0;
};

using Group = std::vector<Item>;

// The index of an item in each group with every cost's sum at most 1, and where `cheapest` the sum
// of objectives as small as is found; nullopt when none is found.
//
// For one cost or none the answer is exact: the least cost, of equals the least objective. For
// several, prices on the costs are raised where a sum is too large (which also shows when nothing
// can fit), then items are exchanged one and two at a time, and what is not found so is looked for
// by branch and bound under the prices, a fixed number of nodes at most: whether anything fits is
// exact as long as these last.
std::optional<std::vector<int>> fit(const std::vector<Group>& groups, std::size_t costs,
                                    bool cheapest);

} // namespace sluice::tuner
