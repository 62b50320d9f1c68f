// SPDX-License-Identifier: Apache-2.0
#include "tuner/prices.h"

#include <algorithm>

namespace sluice::tuner {

namespace {

// Small against a share of any budget. A multiplier block counts less than the logic of one product
// of two int8 (70 LUTs or so): logic multiplies only where blocks run out.
constexpr Prices kTies = {1e-7, 5e-9, 1e-7, 1e-10, 1e-11, 1e-7};
constexpr double kDspShare = 0.2;

} // namespace

double cost(const Use& use, const Prices& prices) {
    double sum = 0;
    for (std::size_t i = 0; i < prices.size(); ++i)
        sum += prices[i] * kResources[i].used(use);
    return sum;
}

Prices shares(const Budget& budget) {
    Prices prices = kTies;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const bool dsp = kResources[i].allowed == &Budget::dsp;
        if (const std::optional<double>& allowed = budget.*kResources[i].allowed)
            prices[i] += (dsp ? kDspShare : 1.0) / std::max(*allowed, 1e-3);
    }
    return prices;
}

} // namespace sluice::tuner
