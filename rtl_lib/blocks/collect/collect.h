// SPDX-License-Identifier: Apache-2.0
// sluice_collect: the credits and the output FIFO in which blocks with a pipeline end.
#pragma once

#include <string>
#include <vector>

#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// The FIFO's depth that never limits a block that issues `burst` results back to back every
// `period` cycles (1 <= burst <= period), each pushed `latency` cycles after its issue.
int collect_depth(int latency, std::int64_t burst, std::int64_t period);

// sluice_fifo, sluice_collect; relative to rtl_lib/, in order.
std::vector<std::string> collect_sources();
// Of sluice_credits.
Resources credits_resources(int credits, const Family& family);
Resources collect_resources(int width, int depth, const Family& family);

// Its timing, for the beat process of a block whose only output is `out`.
class Collector {
public:
    Collector(BeatChannel& out, int depth, int latency)
        : out_(&out), depth_(depth), latency_(latency) {
        out.remember(depth);
    }

    // Whether it is known already when the next result may be issued, and from which cycle on.
    bool has_room() const { return issued_ < depth_ || issued_ - depth_ < out_->taken(); }
    Cycle room_from() const {
        return issued_ < depth_ ? Cycle{0} : out_->taken_at(issued_ - depth_) + 1;
    }
    void issue(Cycle at);

private:
    BeatChannel* out_;
    std::int64_t issued_ = 0;
    int depth_;
    int latency_;
};

} // namespace sluice::rtl
