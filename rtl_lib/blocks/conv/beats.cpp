// SPDX-License-Identifier: Apache-2.0
// When sluice_conv's beats move.
#include <algorithm>

#include "rtl_lib/blocks/conv/layout.h"

namespace sluice::rtl {

namespace {

class ConvProcess : public BeatProcess {
public:
    ConvProcess(const Conv& conv, const BeatPorts& ports)
        : layout_(conv_layout(conv)), results_(layout_.results()),
          reader_(layout_.window, *ports.in.at(0)), out_(ports.out.at(0)) {
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
    bool has_credit() const { return issued_ < layout_.credits || freed_by_ < out_->taken(); }

    Cycle credit_from() const {
        return issued_ < layout_.credits ? Cycle{0} : out_->taken_at(freed_by_) + 1;
    }

    int beats_of(std::int64_t result_of_pixel) const {
        return result_of_pixel + 1 == results_ ? layout_.last_beats : layout_.result_beats;
    }

    void give(Cycle issue) {
        const int fifo_latency = layout_.fifo_beats == 2 ? 1 : 2;
        const int beats = beats_of(result_);
        for (int beat = 0; beat < beats; ++beat)
            out_->offer(issue + layout_.latency + beat * layout_.beats_apart + fifo_latency);
        result_ = result_ + 1 == results_ ? 0 : result_ + 1;
        if (++issued_ < layout_.credits)
            return;
        // Result issued_ - credits is the next to hand its credit on.
        freed_by_ += beats_of(freeing_);
        freeing_ = freeing_ + 1 == results_ ? 0 : freeing_ + 1;
    }

    ConvLayout layout_;
    std::int64_t results_; // of a pixel
    WindowReader reader_;
    BeatChannel* out_;
    std::int64_t issued_ = 0;
    std::int64_t result_ = 0;    // of its pixel, the next to be issued
    std::int64_t freeing_ = 0;   // of its pixel, the next whose credit comes back
    std::int64_t freed_by_ = -1; // the last output beat of the result whose credit is next
};

} // namespace

std::unique_ptr<BeatProcess> beat_process(const Conv& conv, BeatPorts ports) {
    return std::make_unique<ConvProcess>(conv, ports);
}

} // namespace sluice::rtl
