// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/lookup/lookup.h"

#include <algorithm>

#include "base/error.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kCredits = 5; // the module's Depth
constexpr Cycle kLatency = 4;

int lanes_of(const Lookup& block) {
    return block.parallelism.in_channels;
}

Stream stream_of(const Lookup& block) {
    return {block.shape, lanes_of(block), 8, block.parallelism.pixels};
}

// The module's lanes: it makes no difference between channels and pixels.
int elements(const Lookup& block) {
    return lanes_of(block) * block.parallelism.pixels;
}

class LookupBeats : public BeatProcess {
public:
    explicit LookupBeats(const BeatPorts& ports) : in_(ports.in.at(0)), out_(ports.out.at(0)) {
        out_->remember(kCredits);
    }

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            const auto n = in_->taken();
            if (out_->taken() <= n - kCredits)
                break;
            const Cycle taken = in_->take(n < kCredits ? 0 : out_->taken_at(n - kCredits) + 1);
            out_->offer(taken + kLatency);
            moved = true;
        }
        return moved;
    }

private:
    BeatChannel* in_;
    BeatChannel* out_;
};

} // namespace

MemoryImage table_image(const std::vector<std::int8_t>& table) {
    SLUICE_CHECK(table.size() == 256, "a table has 256 entries");
    MemoryImage image("TableFile", 8, 256);
    for (int x = -128; x < 128; ++x)
        image.set(x & 255, 0, 8, table[static_cast<std::size_t>(x + 128)]);
    return image;
}

const char* module_name(const Lookup&) {
    return "sluice_lookup";
}

std::vector<std::string> sources(const Lookup&) {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv",
            "blocks/lookup/sluice_lookup.sv"};
}

std::vector<Stream> input_streams(const Lookup& block) {
    return {stream_of(block)};
}

std::vector<Stream> output_streams(const Lookup& block) {
    return {stream_of(block)};
}

std::vector<Parameter> parameters(const Lookup& block) {
    return {{"Lanes", elements(block)}};
}

void validate(const Lookup& block) {
    SLUICE_CHECK(lanes_of(block) >= 1 && lanes_of(block) <= block.shape.channels,
                 "a lookup's lanes lie between 1 and the channels");
    SLUICE_CHECK(block.parallelism.pixels >= 1, "a lookup has at least one pixel");
}

std::int64_t interval_cycles(const Lookup& block) {
    return stream_of(block).beats();
}

std::int64_t products(const Lookup&) {
    return 0;
}

// Yosys 0.23, synth_xilinx -family xc7, 2026-11-21, with 1, 2, 3 and 16 lanes: two lanes share a
// block RAM; its output register is the first, result_q the second.
Resources resources(const Lookup& block, const Family& family) {
    Resources use = resources(Fifo{stream_of(block), kCredits}, family);
    use.bram +=
        block_memory_brams(256, 8, family) * static_cast<double>(ceil_div(elements(block), 2));
    use.lut += family.lut_inputs >= 6 ? 14 : 46;
    use.ff += stream_of(block).data_bits() + 6;
    return use;
}

std::vector<Parallelism> choices(const Lookup& block) {
    return element_choices(block.shape);
}

Lookup with_parallelism(const Lookup& block, const Parallelism& parallelism) {
    Lookup changed = block;
    changed.parallelism = lanes_and_pixels(parallelism, block.shape);
    return changed;
}

std::unique_ptr<BeatProcess> beat_process(const Lookup&, BeatPorts ports) {
    return std::make_unique<LookupBeats>(ports);
}

} // namespace sluice::rtl
