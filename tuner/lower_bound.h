// SPDX-License-Identifier: Apache-2.0
// What no design can beat, computed from the layers' shapes alone: nothing here looks at the
// options that the search chooses from.
#pragma once

#include <cstdint>
#include <vector>

#include "tuner/tune.h"

namespace sluice::tuner {

struct LowerBound {
    std::int64_t interval_cycles = 0;
    std::vector<std::int64_t> layer_cycles; // each layer alone, at any parallelism
};

// A layer with `in` and `out` channels at once, `kernel` positions (1, a row or all) takes
// ceil(channels / in) * ceil(channels / out) * positions / kernel cycles for `pixels` (1, 2, 4 or
// 8) neighbours of a row, and a beat of its input or output a cycle at most. The bound is the
// smallest interval for which the fewest products that reach it fit the budget, over arbitrary in
// and out; pinned layers stay as they are.
LowerBound lower_bound(const design::Skeleton& skeleton, const Options& options);

// The fewest products per cycle with which a convolution takes at most `cycles` a frame; nullopt
// when none do.
std::optional<std::int64_t> fewest_products(const rtl::Conv& conv, std::int64_t cycles);

} // namespace sluice::tuner
