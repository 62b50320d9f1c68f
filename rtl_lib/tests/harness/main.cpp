// SPDX-License-Identifier: Apache-2.0
// Drives every instance of the generated top through one schedule and prints what moved when.
// Standard input: "in BEATS" and per beat "GAP DATA" for each input stream, then "out BEATS" and a
// GAP per beat for each output stream. A gap is the number of cycles that the side lets pass after
// its beat before. Output: "in" or "out", stream, cycle and data of each beat, in time order.
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vtop.h"
#include "ports.h" // generated: kInputs, kOutputs, connect()
#include "verilated.h"

namespace {

struct Side {
    CData* valid = nullptr;
    CData* ready = nullptr;
    QData* data = nullptr;
    std::vector<std::uint64_t> gaps;
    std::vector<std::uint64_t> beats; // inputs only
    std::size_t moved = 0;
    std::uint64_t next = 0; // the first cycle in which this side moves again
    bool stalled = false;
    std::uint64_t stalled_data = 0;

    bool done() const { return moved == gaps.size(); }
};

std::uint64_t number() {
    std::uint64_t value = 0;
    if (std::scanf("%" SCNu64, &value) != 1)
        std::exit(3);
    return value;
}

void schedule_next(Side& side, std::uint64_t cycle) {
    ++side.moved;
    if (!side.done())
        side.next = cycle + 1 + side.gaps[side.moved];
}

} // namespace

int main() {
    VerilatedContext context;
    Vtop top{&context};
    std::vector<Side> inputs(kInputs);
    std::vector<Side> outputs(kOutputs);
    connect(top, inputs, outputs);
    for (auto& side : inputs) {
        const auto count = number();
        for (std::uint64_t n = 0; n < count; ++n) {
            side.gaps.push_back(number());
            side.beats.push_back(number());
        }
        side.next = count ? side.gaps[0] : 0;
    }
    for (auto& side : outputs) {
        const auto count = number();
        for (std::uint64_t n = 0; n < count; ++n)
            side.gaps.push_back(number());
        side.next = count ? side.gaps[0] : 0;
    }

    const auto clock = [&] {
        top.clk_i = 1;
        top.eval();
        top.clk_i = 0;
        top.eval();
    };
    top.rst_ni = 0;
    for (int i = 0; i < 4; ++i)
        clock();
    top.rst_ni = 1;

    const std::uint64_t limit = number();
    for (std::uint64_t cycle = 0; cycle < limit; ++cycle) {
        bool busy = false;
        for (auto& side : inputs) {
            *side.valid = !side.done() && cycle >= side.next;
            // What is not valid is noise.
            *side.data = *side.valid ? side.beats[side.moved] : cycle * 0x9e3779b97f4a7c15u;
            busy |= !side.done();
        }
        for (auto& side : outputs) {
            *side.ready = !side.done() && cycle >= side.next;
            busy |= !side.done();
        }
        if (!busy)
            break;
        top.eval();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            auto& side = inputs[i];
            if (*side.valid && *side.ready) {
                std::printf("in %zu %" PRIu64 " %" PRIu64 "\n", i, cycle, side.beats[side.moved]);
                schedule_next(side, cycle);
            }
        }
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            auto& side = outputs[i];
            const std::uint64_t data = *side.data;
            if (side.stalled && (!*side.valid || data != side.stalled_data))
                std::printf("unstable %zu %" PRIu64 " 0\n", i, cycle);
            side.stalled = *side.valid && !*side.ready;
            side.stalled_data = data;
            if (*side.valid && *side.ready) {
                std::printf("out %zu %" PRIu64 " %" PRIu64 "\n", i, cycle, data);
                schedule_next(side, cycle);
            }
        }
        clock();
    }
    top.final();
    return 0;
}
