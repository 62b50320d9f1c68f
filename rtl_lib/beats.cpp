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

void BeatChannel::offer(Cycle from) {
    if (offered_ - taken_ == static_cast<std::int64_t>(offers_.size())) { // grow the ring
        std::vector<Cycle> larger(offers_.size() * 2);
        for (std::int64_t n = taken_; n < offered_; ++n)
            larger[static_cast<std::size_t>(n) & (larger.size() - 1)] =
                offers_[static_cast<std::size_t>(n) & (offers_.size() - 1)];
        offers_ = std::move(larger);
    }
    offers_[static_cast<std::size_t>(offered_) & (offers_.size() - 1)] = from;
    ++offered_;
}

Cycle BeatChannel::taken_at(std::int64_t n) const {
    SLUICE_CHECK(n < taken_ && n >= taken_ - static_cast<std::int64_t>(history_.size()),
                 "beat asked for outside the channel's history");
    return history_[static_cast<std::size_t>(n) & (history_.size() - 1)];
}

Cycle BeatChannel::next_offer() const {
    SLUICE_CHECK(has_offer(), "no beat offered");
    return std::max(offers_[static_cast<std::size_t>(taken_) & (offers_.size() - 1)],
                    last_taken_ + 1);
}

Cycle BeatChannel::take(Cycle ready_from) {
    last_taken_ = std::max(next_offer(), ready_from);
    history_[static_cast<std::size_t>(taken_) & (history_.size() - 1)] = last_taken_;
    ++taken_;
    return last_taken_;
}

} // namespace sluice::rtl
