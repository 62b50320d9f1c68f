// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/beats.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace sluice::rtl {

BeatChannel::BeatChannel(std::int64_t lookback)
    : lookback_(std::max<std::int64_t>(lookback, 1)), ring_(16), cycles_(ring_.data()),
      mask_(static_cast<std::int64_t>(ring_.size()) - 1) {}

void BeatChannel::remember(std::int64_t beats) {
    SLUICE_CHECK(taken_ == 0, "a channel's history cannot grow once beats have moved");
    lookback_ = std::max(lookback_, beats);
}

void BeatChannel::grow() {
    const auto wanted = std::max<std::int64_t>(offered_ - oldest() + 1, mask_ + 2);
    std::vector<Cycle> larger(std::bit_ceil(static_cast<std::size_t>(wanted)));
    const auto mask = static_cast<std::int64_t>(larger.size()) - 1;
    for (std::int64_t n = std::max(oldest(), std::int64_t{0}); n < offered_; ++n)
        larger[static_cast<std::size_t>(n & mask)] = cycles_[n & mask_];
    ring_ = std::move(larger);
    cycles_ = ring_.data();
    mask_ = mask;
}

} // namespace sluice::rtl
