// SPDX-License-Identifier: Apache-2.0
// A convolution with random weights and what it computes, by the plainest loops.
#pragma once

#include <random>
#include <string>

#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/tests/bench/bench.h"

namespace sluice::rtl::bench {

// A square stride, the same padding on all sides.
Window window(int kernel_h, int kernel_w, int stride = 1, int pad = 0);

// With a padding value and a zero point that show when they are mixed up.
Conv conv(Shape input, Window window, int out_channels, Parallelism parallelism, int groups = 1);

// Fills in what the random weights determine (bits, shifts, clamp; none is the lowest there is
// unless conv.lowest_weight), and runs `frames` random
// frames.
Case conv_case(std::mt19937& random, std::string name, Conv conv, int frames = 4);

} // namespace sluice::rtl::bench
