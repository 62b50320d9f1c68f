// SPDX-License-Identifier: Apache-2.0
// The parallelism of blocks that work on each channel alone: so many channels of a pixel at once.
#pragma once

#include <string>
#include <vector>

#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// The smallest number of lanes for each number of beats per pixel, ascending.
std::vector<int> useful_lanes(int channels);

// in_channels = out_channels = each of useful_lanes().
std::vector<Parallelism> lane_choices(int channels);

// `wanted` with out_channels = in_channels; out_channels may be left at 1. Throws Error when it is
// no number of lanes for so many channels, or asks for parallelism that the block does not have.
Parallelism lanes_only(const Parallelism& wanted, int channels);

} // namespace sluice::rtl
