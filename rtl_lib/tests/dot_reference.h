// SPDX-License-Identifier: Apache-2.0
// sluice_dot with random weights and what it computes, by the plainest loops.
#pragma once

#include <random>
#include <string>

#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/tests/bench/bench.h"

namespace sluice::rtl::bench {

// Accumulations of `operations` operations each, over all words of the ROM; dot.acc_bits follows
// from the weights, of which none is the lowest there is unless high_bits has room for it lessened.
Case dot_case(std::mt19937& random, std::string name, Dot dot, int operations, int frames = 3);

} // namespace sluice::rtl::bench
