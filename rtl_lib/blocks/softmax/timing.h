// SPDX-License-Identifier: Apache-2.0
// The cycles of sluice_softmax and the memories that they need. Private to the block.
#pragma once

#include <cstdint>

#include "rtl_lib/blocks/softmax/softmax.h"

namespace sluice::rtl {

constexpr int kQuotientBits = 17;

// The words are those of the module's header.
struct SoftmaxTiming {
    std::int64_t beats = 1;  // of a pixel
    bool serial = false;     // one division at a time
    std::int64_t period = 1; // cycles of a pixel
    int largest_latency = 0; // from the pixel's last beat to its largest
    int sum_latency = 0;     // from the last issue to the sum
    int divide_latency = 0;  // from the division's start to the quotient's offer
    std::int64_t hold_words = 2;
    std::int64_t hold_pixels = 3;
    std::int64_t sum_words = 2;
    std::int64_t sum_pixels = 3;
};

SoftmaxTiming softmax_timing(const Softmax& block);

} // namespace sluice::rtl
