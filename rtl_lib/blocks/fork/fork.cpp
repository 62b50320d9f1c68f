// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/fork/fork.h"

#include <algorithm>

#include "base/error.h"

namespace sluice::rtl {

namespace {

class ForkBeats : public BeatProcess {
public:
    explicit ForkBeats(const BeatPorts& ports) : in_(ports.in.at(0)), out_(ports.out) {
        in_->remember(3);
    }

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = false;
            const auto taken = in_->taken();
            if (in_->has_offer() && (taken < 2 || done_ >= taken - 1)) {
                in_->take(taken < 2 ? 0 : (done_ == taken ? before_last_ : last_) + 1);
                again = true;
            }
            // A beat is offered when the one before is gone everywhere.
            if (offered_ == done_ && offered_ < in_->taken()) {
                const Cycle from = std::max(in_->taken_at(offered_), last_) + 1;
                for (auto* out : out_)
                    out->offer(from);
                ++offered_;
                again = true;
            }
            if (done_ < offered_ && taken_everywhere()) {
                Cycle at = 0;
                for (const auto* out : out_)
                    at = std::max(at, out->taken_at(done_));
                before_last_ = last_;
                last_ = at;
                ++done_;
                again = true;
            }
        }
        return moved;
    }

private:
    bool taken_everywhere() const {
        return std::all_of(out_.begin(), out_.end(),
                           [&](const auto* out) { return out->taken() > done_; });
    }

    BeatChannel* in_;
    std::vector<BeatChannel*> out_;
    std::int64_t offered_ = 0; // beats
    std::int64_t done_ = 0;    // beats that every output has taken
    Cycle last_ = -1;          // when beat done_ - 1 was taken by the last output
    Cycle before_last_ = -1;   // and the one before
};

} // namespace

const char* module_name(const Fork&) {
    return "sluice_fork";
}

std::vector<std::string> sources(const Fork&) {
    return {"include/sluice_assert.svh", "blocks/fork/sluice_fork.sv"};
}

std::vector<Stream> input_streams(const Fork& block) {
    return {block.stream};
}

std::vector<Stream> output_streams(const Fork& block) {
    return std::vector<Stream>(static_cast<std::size_t>(block.outputs), block.stream);
}

std::vector<Parameter> parameters(const Fork& block) {
    return {{"NumOut", block.outputs}, {"Width", block.stream.data_bits()}};
}

void validate(const Fork& block) {
    SLUICE_CHECK(block.stream.data_bits() >= 1, "a fork's beats have at least one bit");
    SLUICE_CHECK(block.outputs >= 2, "a fork has at least two outputs");
}

std::int64_t interval_cycles(const Fork& block) {
    return block.stream.beats();
}

std::int64_t products(const Fork&) {
    return 0;
}

// Yosys 0.23, synth_xilinx -family xc7, 2026-11-21.
Resources resources(const Fork& block, const Family& family) {
    const double bits = block.stream.data_bits();
    const double control =
        family.lut_inputs >= 6 ? 3.0 * block.outputs - 1 : 3.5 * block.outputs + 7;
    return {.lut = bits + control, .ff = 2 * bits + block.outputs + 1};
}

std::vector<Parallelism> choices(const Fork&) {
    return {};
}

Fork with_parallelism(const Fork& block, const Parallelism& parallelism) {
    SLUICE_CHECK(parallelism == Parallelism{}, "a fork's parallelism is that of its stream");
    return block;
}

std::unique_ptr<BeatProcess> beat_process(const Fork&, BeatPorts ports) {
    return std::make_unique<ForkBeats>(ports);
}

} // namespace sluice::rtl
