// SPDX-License-Identifier: Apache-2.0
#include "tuner/prices.h"

#include <algorithm>

namespace sluice::tuner {

namespace {

// Small against a share of any budget, in the order of kResources.
constexpr Prices kTies = {1e-7, 5e-9, 1e-7, 1e-10, 1e-11, 1e-7};

// A multiplier block counts no more than so many LUTs, fewer than one product of two int8 takes:
// logic multiplies only where blocks run out.
constexpr double kDspLuts = 50;

std::size_t index_of(std::optional<double> Budget::*allowed) {
    return static_cast<std::size_t>(std::ranges::find(kResources, allowed, &Resource::allowed) -
                                    kResources.begin());
}

} // namespace

double cost(const Use& use, const Prices& prices) {
    double sum = 0;
    for (std::size_t i = 0; i < prices.size(); ++i)
        sum += prices[i] * kResources[i].used(use);
    return sum;
}

Prices shares(const Budget& budget) {
    Prices prices = kTies;
    for (std::size_t i = 0; i < prices.size(); ++i)
        if (const std::optional<double>& allowed = budget.*kResources[i].allowed)
            prices[i] += 1.0 / std::max(*allowed, 1e-3);
    double& dsp = prices[index_of(&Budget::dsp)];
    dsp = std::min(dsp, kDspLuts * prices[index_of(&Budget::lut)]);
    return prices;
}

} // namespace sluice::tuner
