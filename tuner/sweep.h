// SPDX-License-Identifier: Apache-2.0
// Throughput and latency against multipliers and memory: one design for each of many budgets.
#pragma once

#include <vector>

#include "tuner/tune.h"

namespace sluice::tuner {

struct SweepPoint {
    double allowed = 0; // of the resource that is swept
    std::int64_t interval_cycles = 0;
    std::int64_t interval_lower_bound_cycles = 0;
    // Of a frame alone with FIFOs that are never full; -1 where the network is too large to
    // simulate so many designs of it.
    std::int64_t latency_cycles = -1;
    Use use; // FIFOs at their least
    int bottleneck = -1;
};

struct Sweep {
    std::string resource; // "dsp" where the budget limits it and not products, else "products"
    std::vector<SweepPoint> points; // each with more of it and a smaller interval than the last
};

// From the smallest design to what the budget allows of the resource (4,096 where it allows any
// number), `points` budgets by equal factors, the other limits as they are. Takes a few seconds on
// the largest networks. Throws as tune() does when nothing fits.
Sweep sweep(const design::Skeleton& skeleton, const Options& options, int points);

} // namespace sluice::tuner
