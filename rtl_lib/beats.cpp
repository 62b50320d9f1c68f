// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/beats.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace sluice::rtl {

BeatChannel::BeatChannel(std::int64_t lookback)
    : offers_(16),
      history_(std::bit_ceil(static_cast<std::size_t>(std::max<std::int64_t>(lookback, 1)))) {}

void BeatChannel::remember(std::int64_t beats) {
    SLUICE_CHECK(taken_ == 0, "a channel's history cannot grow once beats have moved");
    history_.resize(std::max(history_.size(), std::bit_ceil(static_cast<std::size_t>(beats))));
}

void BeatChannel::grow() {
    std::vector<Cycle> larger(offers_.size() * 2);
    for (std::int64_t n = taken_; n < offered_; ++n)
        larger[static_cast<std::size_t>(n) & (larger.size() - 1)] =
            offers_[static_cast<std::size_t>(n) & (offers_.size() - 1)];
    offers_ = std::move(larger);
}

void BeatChannel::grow_history() {
    std::vector<Cycle> larger(history_.size() * 2);
    for (std::int64_t n = std::max(kept_from_, std::int64_t{0}); n < taken_; ++n)
        larger[static_cast<std::size_t>(n) & (larger.size() - 1)] =
            history_[static_cast<std::size_t>(n) & (history_.size() - 1)];
    history_ = std::move(larger);
}

} // namespace sluice::rtl
