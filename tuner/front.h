// SPDX-License-Identifier: Apache-2.0
// A layer's options as a walk takes them. Private to the tuner.
#pragma once

#include <vector>

#include "tuner/prices.h"
#include "tuner/search.h"

namespace sluice::tuner {

// Slowest and cheapest first: each is cheaper than everything faster.
std::vector<const Option*> front(const LayerOptions& options, const Prices& prices);

Use difference(const Use& to, const Use& from);

} // namespace sluice::tuner
