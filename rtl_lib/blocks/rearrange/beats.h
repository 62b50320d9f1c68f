// SPDX-License-Identifier: Apache-2.0
// When sluice_rearrange takes and gives words. For the block itself and those that have one inside.
#pragma once

#include <algorithm>
#include <deque>

#include "rtl_lib/beats.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/rearrange/plan.h"

namespace sluice::rtl {

constexpr int kRearrangeLatency = 1; // from issue to the memory's output
// Of its output FIFO: a word every cycle.
inline int rearrange_depth() {
    return collect_depth(kRearrangeLatency, 1, 1);
}

// Words come from `in`, which has has_offer() and take() like a BeatChannel. Not in order.
template <class Source> class RearrangeBeats {
public:
    RearrangeBeats(const RearrangePlan& plan, Source& in, BeatChannel& out)
        : plan_(plan), out_words_(plan.out_words()), in_(&in),
          collector_(out, rearrange_depth(), kRearrangeLatency) {}

    bool advance() {
        bool moved = false;
        while (take() || issue())
            moved = true;
        return moved;
    }

private:
    bool used() const { return band_ >= plan_.first && band_ < plan_.first + plan_.used; }

    bool take() {
        if (!in_->has_offer())
            return false;
        Cycle from = 0;
        if (used() && in_word_ == 0) { // claims half of the memory
            if (claimed_ >= 2) {
                if (free_from_.empty())
                    return false;
                from = free_from_.front();
                free_from_.pop_front();
            }
            ++claimed_;
        }
        const Cycle at = in_->take(from);
        if (++in_word_ == plan_.in_words) {
            if (used())
                full_from_.push_back(at + 1);
            in_word_ = 0;
            band_ = (band_ + 1) % plan_.bands;
        }
        return true;
    }

    bool issue() {
        if ((out_word_ == 0 && full_from_.empty()) || !collector_.has_room())
            return false;
        Cycle at = std::max(issued_ + 1, collector_.room_from());
        if (out_word_ == 0) {
            at = std::max(at, full_from_.front());
            full_from_.pop_front();
        }
        issued_ = at;
        collector_.issue(at);
        if (++out_word_ == out_words_) {
            free_from_.push_back(at + 1);
            out_word_ = 0;
        }
        return true;
    }

    const RearrangePlan plan_;
    std::int64_t out_words_;
    Source* in_;
    Collector collector_;
    std::int64_t in_word_ = 0; // of the band
    std::int64_t band_ = 0;    // of the frame
    std::int64_t out_word_ = 0;
    std::int64_t claimed_ = 0;
    Cycle issued_ = -1;
    std::deque<Cycle> free_from_; // bands read and not yet claimed again
    std::deque<Cycle> full_from_; // bands complete and not yet begun
};

} // namespace sluice::rtl
