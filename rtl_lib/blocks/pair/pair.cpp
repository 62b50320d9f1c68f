// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/pair/pair.h"

#include <algorithm>

#include "rtl_lib/blocks/collect/collect.h"

namespace sluice::rtl {

namespace {

constexpr std::int64_t kSlack = 2; // beats of an operand that may wait

class PairProcess : public BeatProcess {
public:
    PairProcess(const BeatPorts& ports, int depth, int latency)
        : front_(ports), collector_(*ports.out.at(0), depth, latency) {}

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = front_.advance();
            if (front_.has_offer() && collector_.has_room()) {
                collector_.issue(front_.take(collector_.room_from()));
                again = true;
            }
        }
        return moved;
    }

private:
    PairFront front_;
    Collector collector_;
};

} // namespace

PairFront::PairFront(const BeatPorts& ports) : operands_{ports.in.at(0), ports.in.at(1)} {
    for (BeatChannel* operand : operands_)
        operand->remember(kSlack);
}

bool PairFront::advance() {
    bool moved = false;
    for (BeatChannel* operand : operands_)
        while (operand->has_offer() && operand->taken() < issued_ + kSlack) {
            operand->take(room(operand->taken()));
            moved = true;
        }
    return moved;
}

bool PairFront::has_offer() const {
    return std::min(operands_[0]->taken(), operands_[1]->taken()) > issued_;
}

Cycle PairFront::take(Cycle ready_from) {
    before_last_issue_ = last_issue_;
    last_issue_ = std::max({operands_[0]->taken_at(issued_) + 1,
                            operands_[1]->taken_at(issued_) + 1, last_issue_ + 1, ready_from});
    ++issued_;
    return last_issue_;
}

// The cycle after issue `beat` - kSlack, which is the last one or the one before.
Cycle PairFront::room(std::int64_t beat) const {
    if (beat < kSlack)
        return 0;
    return (issued_ == beat ? before_last_issue_ : last_issue_) + 1;
}

std::unique_ptr<BeatProcess> pair_process(const BeatPorts& ports, int depth, int latency) {
    return std::make_unique<PairProcess>(ports, depth, latency);
}

std::vector<std::string> pair_sources() {
    auto files = collect_sources();
    files.push_back("blocks/pair/sluice_pair.sv");
    return files;
}

} // namespace sluice::rtl
