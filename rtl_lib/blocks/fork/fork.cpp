// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/fork/fork.h"

#include <algorithm>

#include "base/error.h"

namespace sluice::rtl {

namespace {

class ForkBeats : public BeatProcess {
public:
    explicit ForkBeats(const BeatPorts& ports) : in_(ports.in.at(0)), out_(ports.out) {}

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            if (!offered_) {
                for (auto* out : out_)
                    out->offer(in_->next_offer());
                offered_ = true;
                moved = true;
            }
            // The beat goes with the output that takes it last.
            const auto beat = in_->taken();
            Cycle last = 0;
            for (const auto* out : out_) {
                if (out->taken() <= beat)
                    return moved;
                last = std::max(last, out->taken_at(beat));
            }
            in_->take(last);
            offered_ = false;
            moved = true;
        }
        return moved;
    }

private:
    BeatChannel* in_;
    std::vector<BeatChannel*> out_;
    bool offered_ = false; // the beat that waits at the input
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

// Yosys 0.23, synth_xilinx -family xc7, 2026-11-21: 5, 8, 10 LUTs for 2, 3, 4 outputs.
Resources resources(const Fork& block, const Family&) {
    return {.lut = 2.5 * block.outputs, .ff = static_cast<double>(block.outputs)};
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
