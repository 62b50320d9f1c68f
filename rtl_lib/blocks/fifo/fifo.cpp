// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/fifo/fifo.h"

#include <bit>

#include "base/error.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

class FifoBeats : public BeatProcess {
public:
    FifoBeats(const Fifo& block, const BeatPorts& ports)
        : depth_(block.depth), latency_(block.depth == 2 ? 1 : 2), in_(ports.in.at(0)),
          out_(ports.out.at(0)) {
        if (bounded())
            out_->remember(depth_);
    }

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            const auto n = in_->taken();
            const bool free = n < depth_ || !bounded();
            if (!free && out_->taken() <= n - depth_)
                break;
            const Cycle written = in_->take(free ? 0 : out_->taken_at(n - depth_) + 1);
            out_->offer(written + latency_);
            moved = true;
        }
        return moved;
    }

private:
    bool bounded() const { return depth_ < kUnboundedDepth; }

    std::int64_t depth_;
    Cycle latency_;
    BeatChannel* in_;
    BeatChannel* out_;
};

} // namespace

const char* module_name(const Fifo&) {
    return "sluice_fifo";
}

std::vector<std::string> sources(const Fifo&) {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv"};
}

std::vector<Stream> input_streams(const Fifo& block) {
    return {block.stream};
}

std::vector<Stream> output_streams(const Fifo& block) {
    return {block.stream};
}

std::vector<Parameter> parameters(const Fifo& block) {
    return {{"Width", block.stream.data_bits()}, {"Depth", block.depth}};
}

void validate(const Fifo& block) {
    SLUICE_CHECK(block.stream.data_bits() >= 1, "a FIFO's beats have at least one bit");
    SLUICE_CHECK(block.depth >= 2, "a FIFO holds at least two beats");
}

std::int64_t interval_cycles(const Fifo& block) {
    return block.stream.beats();
}

std::int64_t products(const Fifo&) {
    return 0;
}

// Fitted to Yosys 0.23, xc7 and ecp5, 2026-11-21: depths from 2 to 600, 8 to 64 bits.
Resources resources(const Fifo& block, const Family& family) {
    const int width = block.stream.data_bits();
    const bool six = family.lut_inputs >= 6;
    if (block.depth == 2)
        return {.lut = width + (six ? 5.0 : 9.0), .ff = 2.0 * width + 2};
    const auto words = static_cast<unsigned>(block.depth - 1);
    const int address_bits = std::bit_width(words - 1);
    Resources use = ram_resources(words, width, family);
    // Two pointers, the count, the flags of ready and valid.
    use.ff += address_bits * 2 + std::bit_width(words) + 2;
    use.lut += six ? 6 + 1.5 * address_bits : 18 + 5.9 * address_bits;
    if (!std::has_single_bit(words)) // the pointers' ends
        use.lut += (six ? 1.9 : 2.6) * address_bits;
    return use;
}

std::vector<Parallelism> choices(const Fifo&) {
    return {};
}

Fifo with_parallelism(const Fifo& block, const Parallelism& parallelism) {
    SLUICE_CHECK(parallelism == Parallelism{}, "a FIFO's parallelism is that of its stream");
    return block;
}

std::unique_ptr<BeatProcess> beat_process(const Fifo& block, BeatPorts ports) {
    return std::make_unique<FifoBeats>(block, ports);
}

} // namespace sluice::rtl
