// SPDX-License-Identifier: Apache-2.0
// What follows from a convolution's parallelism: the parts of sluice_conv and how they fit.
#pragma once

#include <cstdint>

#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/blocks/window/window.h"

namespace sluice::rtl {

struct ConvLayout {
    Shape output;
    WindowLayout window;
    Dot dot;
    Requant requant;      // lanes: those of the output stream
    int result_beats = 1; // output beats of an accumulation
    int last_beats = 1;   // of a pixel's last accumulation
    int beats_apart = 1;  // cycles from beat to beat of an accumulation
    int credits = 1;      // accumulations that the output FIFO holds
    int fifo_beats = 2;
    int latency = 0; // from an accumulation's last issue to its first beat's push

    std::int64_t results() const { return window.sums(); } // of a pixel
};

// Accumulations of a pixel and operations of one, without the rest of the layout.
std::int64_t conv_results(const Conv& conv);
std::int64_t conv_operations(const Conv& conv);
// The fewest lanes that hand out a result before the next is there; a divisor of the output lanes
// where a pixel has several results.
int requant_lanes(const Conv& conv);

ConvLayout conv_layout(const Conv& conv);

} // namespace sluice::rtl
