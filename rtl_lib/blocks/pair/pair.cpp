// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/pair/pair.h"

#include <algorithm>

#include "rtl_lib/blocks/collect/collect.h"

namespace sluice::rtl {

namespace {

class PairProcess : public BeatProcess {
public:
    PairProcess(const BeatPorts& ports, int depth, int latency)
        : operands_{ports.in.at(0), ports.in.at(1)}, collector_(*ports.out.at(0), depth, latency) {
        for (BeatChannel* operand : operands_)
            operand->remember(kSlack);
    }

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = false;
            for (BeatChannel* operand : operands_)
                if (operand->has_offer() && operand->taken() < issued_ + kSlack) {
                    operand->take(room(operand->taken()));
                    again = true;
                }
            if (std::min(operands_[0]->taken(), operands_[1]->taken()) > issued_ &&
                collector_.has_room()) {
                const Cycle at = std::max({operands_[0]->taken_at(issued_) + 1,
                                           operands_[1]->taken_at(issued_) + 1, last_issue_ + 1,
                                           collector_.room_from()});
                collector_.issue(at);
                before_last_issue_ = last_issue_;
                last_issue_ = at;
                ++issued_;
                again = true;
            }
        }
        return moved;
    }

private:
    static constexpr std::int64_t kSlack = 2; // beats of an operand that may wait

    // The cycle after issue `beat` - kSlack, which is the last one or the one before.
    Cycle room(std::int64_t beat) const {
        if (beat < kSlack)
            return 0;
        return (issued_ == beat ? before_last_issue_ : last_issue_) + 1;
    }

    BeatChannel* operands_[2];
    Collector collector_;
    std::int64_t issued_ = 0;
    Cycle last_issue_ = -1;
    Cycle before_last_issue_ = -1;
};

} // namespace

std::unique_ptr<BeatProcess> pair_process(const BeatPorts& ports, int depth, int latency) {
    return std::make_unique<PairProcess>(ports, depth, latency);
}

std::vector<std::string> pair_sources() {
    auto files = collect_sources();
    files.push_back("blocks/pair/sluice_pair.sv");
    return files;
}

} // namespace sluice::rtl
