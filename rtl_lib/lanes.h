// SPDX-License-Identifier: Apache-2.0
// The parallelism of blocks that work on each channel alone: so many channels of a pixel at once.
#pragma once

#include <string>
#include <vector>

#include "base/shape.h"
#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// The smallest number of lanes for each number of beats per pixel, ascending.
std::vector<int> useful_lanes(int channels);

// Neighbouring pixels of a row that a stream carries or a block computes at once: 1, 2, 4 or 8.
constexpr int kMaxPixels = 8;

// Those of a row of `width` pixels: none that half as many would cover.
std::vector<int> pixel_choices(int width);
// Throws Error naming the nearest when `pixels` is none of these.
void require_pixels(int pixels, int width);

// in_channels = out_channels = each of useful_lanes().
std::vector<Parallelism> lane_choices(int channels);

// As well for several pixels at once: none both slower and larger than another.
std::vector<Parallelism> element_choices(const Shape& shape);

// Cycles of a frame that passes so many lanes of so many pixels a beat.
std::int64_t element_cycles(const Shape& shape, const Parallelism& parallelism);

// `wanted` with out_channels = in_channels; out_channels may be left at 1. Throws Error when it is
// no number of lanes for so many channels, or asks for parallelism that the block does not have.
Parallelism lanes_only(const Parallelism& wanted, int channels);
// As well, several pixels being legal.
Parallelism lanes_and_pixels(const Parallelism& wanted, const Shape& shape);

} // namespace sluice::rtl
