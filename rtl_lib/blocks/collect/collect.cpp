// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/collect/collect.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

// Cycles from push to offer, as sluice_fifo says.
int fifo_latency(int depth) {
    return depth == 2 ? 1 : 2;
}

// Most issues in any `window` consecutive cycles: a window that opens with a burst has them.
std::int64_t issues_within(std::int64_t window, std::int64_t burst, std::int64_t period) {
    return window / period * burst + std::min(window % period, burst);
}

} // namespace

int collect_depth(int latency, std::int64_t burst, std::int64_t period) {
    SLUICE_CHECK(burst >= 1 && burst <= period, "burst longer than its period");
    // A credit comes back in the cycle after the result has been offered and left.
    if (issues_within(latency + fifo_latency(2) + 1, burst, period) <= 2)
        return 2;
    return static_cast<int>(issues_within(latency + fifo_latency(3) + 1, burst, period));
}

std::vector<std::string> collect_sources() {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv",
            "blocks/collect/sluice_credits.sv", "blocks/collect/sluice_collect.sv"};
}

Resources credits_resources(int credits, const Family& family) {
    const int bits = std::bit_width(static_cast<unsigned>(credits));
    return {.lut = family.lut_inputs >= 6 ? 1.5 * bits + 2 : 4.0 * bits + 6, .ff = bits + 1.0};
}

Resources collect_resources(int width, int depth, const Family& family) {
    // Less than the FIFO alone: that it is full never has to be known.
    Resources use =
        resources(Fifo{{{1, 1, std::max(1, width)}, std::max(1, width), 1}, depth}, family);
    use.ff -= 1;
    use.lut -= family.lut_inputs >= 6 ? 6 : 12;
    use += credits_resources(depth, family);
    return use;
}

void Collector::issue(Cycle at) {
    out_->offer(at + latency_ + fifo_latency(depth_));
    ++issued_;
}

} // namespace sluice::rtl
