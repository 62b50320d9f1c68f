// SPDX-License-Identifier: Apache-2.0
// A convolution with random weights and what it computes, by the plainest loops.
#pragma once

#include <random>
#include <string>

#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/tests/bench/bench.h"

namespace sluice::rtl::bench {

// Fills in what the random weights determine (bits, shifts, clamp; none is the lowest there is
// unless conv.lowest_weight), and runs `frames` random
// frames.
Case conv_case(std::mt19937& random, std::string name, Conv conv, int frames = 4);

} // namespace sluice::rtl::bench
