// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/reduce/reduce.h"

#include "rtl_lib/blocks/collect/collect.h"

namespace sluice::rtl {

namespace {

class ReduceProcess : public BeatProcess {
public:
    ReduceProcess(const Stream& input, int latency, const BeatPorts& ports)
        : in_(ports.in.at(0)), collector_(*ports.out.at(0), reduce_depth(input, latency), latency),
          last_(input.beats_per_group() - 1) {}

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            if (beat_ < last_) {
                in_->take(0);
                ++beat_;
            } else {
                if (!collector_.has_room())
                    break;
                collector_.issue(in_->take(collector_.room_from()));
                beat_ = 0;
            }
            moved = true;
        }
        return moved;
    }

private:
    BeatChannel* in_;
    Collector collector_;
    std::int64_t last_; // beat of a pixel
    std::int64_t beat_ = 0;
};

} // namespace

int reduce_depth(const Stream& input, int latency) {
    return collect_depth(latency, 1, input.beats_per_group());
}

std::unique_ptr<BeatProcess> reduce_process(const Stream& input, int latency,
                                            const BeatPorts& ports) {
    return std::make_unique<ReduceProcess>(input, latency, ports);
}

std::vector<std::string> reduce_sources() {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv",
            "blocks/collect/sluice_credits.sv", "blocks/reduce/sluice_reduce.sv"};
}

} // namespace sluice::rtl
