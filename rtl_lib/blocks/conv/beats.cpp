// SPDX-License-Identifier: Apache-2.0
// When sluice_conv's beats move.
#include <algorithm>

#include "rtl_lib/blocks/conv/layout.h"

namespace sluice::rtl {

namespace {

class ConvProcess : public BeatProcess {
public:
    ConvProcess(const Conv& conv, const BeatPorts& ports)
        : layout_(conv_layout(conv)), reader_(layout_.window, *ports.in.at(0)),
          out_(ports.out.at(0)) {
        out_->remember(layout_.fifo_beats + layout_.result_beats);
    }

    bool advance() override {
        bool moved = false;
        for (bool again = true; again;) {
            again = reader_.take_beats();
            while (reader_.has_data() && has_credit()) {
                give(reader_.issue(credit_from()));
                again = true;
            }
            moved |= again;
        }
        return moved;
    }

private:
    // The last output beat of result n, counted from the start.
    std::int64_t last_beat(std::int64_t n) const {
        const auto pixel = n / layout_.results();
        const auto result = n % layout_.results();
        const std::int64_t beats = result + 1 == layout_.results()
                                       ? layout_.requant.groups
                                       : (result + 1) * layout_.result_beats;
        return pixel * layout_.requant.groups + beats - 1;
    }

    bool has_credit() const {
        return issued_ < layout_.credits || last_beat(issued_ - layout_.credits) < out_->taken();
    }

    Cycle credit_from() const {
        return issued_ < layout_.credits ? Cycle{0}
                                         : out_->taken_at(last_beat(issued_ - layout_.credits)) + 1;
    }

    void give(Cycle issue) {
        const int fifo_latency = layout_.fifo_beats == 2 ? 1 : 2;
        const bool last = issued_ % layout_.results() + 1 == layout_.results();
        const int beats = last ? layout_.last_beats : layout_.result_beats;
        for (int beat = 0; beat < beats; ++beat)
            out_->offer(issue + layout_.latency + beat * layout_.beats_apart + fifo_latency);
        ++issued_;
    }

    ConvLayout layout_;
    WindowReader reader_;
    BeatChannel* out_;
    std::int64_t issued_ = 0;
};

} // namespace

std::unique_ptr<BeatProcess> beat_process(const Conv& conv, BeatPorts ports) {
    return std::make_unique<ConvProcess>(conv, ports);
}

} // namespace sluice::rtl
