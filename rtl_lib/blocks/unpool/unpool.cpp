// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/unpool/unpool.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/blocks/pair/pair.h"
#include "rtl_lib/blocks/rearrange/beats.h"
#include "rtl_lib/blocks/rearrange/plan.h"
#include "rtl_lib/blocks/rearrange/rearrange.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kMaxPlaces = 128;

int place_bits(const Unpool& block) {
    return std::bit_width(static_cast<unsigned>(block.kernel_h * block.kernel_w - 1));
}

Stream input_stream(const Unpool& block) {
    return {block.input, block.parallelism.in_channels, 8};
}

Stream output_stream(const Unpool& block) {
    const Shape& in = block.input;
    return {{in.height * block.kernel_h, in.width * block.kernel_w, in.channels},
            block.parallelism.in_channels,
            8};
}

// Rows and pixels repeated, a place beside each value.
Rearrange repeating(const Unpool& block) {
    const std::int64_t channels = block.input.channels;
    Rearrange inner;
    inner.input = block.input;
    inner.output = output_stream(block).shape;
    inner.digits = {{block.input.height, block.input.width * channels},
                    {block.kernel_h, 0},
                    {block.input.width, channels},
                    {block.kernel_w, 0},
                    {channels, 1}};
    inner.parallelism = {block.parallelism.in_channels, block.parallelism.in_channels};
    inner.lane_bits = 8 + place_bits(block);
    return inner;
}

RearrangePlan plan_of(const Unpool& block) {
    const auto plan = plan_rearrange(repeating(block), block.parallelism.in_channels);
    SLUICE_CHECK(plan.has_value() && !plan->in_order, "an unpooling repeats whole pixels");
    return *plan;
}

// Pair, memory and choice, each of which waits for nothing but its neighbours.
class UnpoolProcess : public BeatProcess {
public:
    UnpoolProcess(const Unpool& block, const BeatPorts& ports)
        : front_(ports), repeated_(plan_of(block), front_, middle_),
          chosen_(beat_process(Fifo{output_stream(block), 2}, {{&middle_}, {ports.out.at(0)}})) {}

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = front_.advance();
            again |= repeated_.advance();
            again |= chosen_->advance();
        }
        return moved;
    }

private:
    PairFront front_;
    BeatChannel middle_;
    RearrangeBeats<PairFront> repeated_;
    std::unique_ptr<BeatProcess> chosen_;
};

} // namespace

const char* module_name(const Unpool&) {
    return "sluice_unpool";
}

std::vector<std::string> sources(const Unpool& block) {
    auto files = pair_sources();
    for (const std::string& file : sources(repeating(block)))
        if (std::find(files.begin(), files.end(), file) == files.end())
            files.push_back(file);
    files.insert(files.end(),
                 {"blocks/counter/sluice_counter.sv", "blocks/unpool/sluice_unpool.sv"});
    return files;
}

std::vector<Stream> input_streams(const Unpool& block) {
    return {input_stream(block), input_stream(block)};
}

std::vector<Stream> output_streams(const Unpool& block) {
    return {output_stream(block)};
}

std::vector<Parameter> parameters(const Unpool& block) {
    std::vector<Parameter> all = {{"Lanes", block.parallelism.in_channels},
                                  {"Beats", input_stream(block).beats_per_group()},
                                  {"Width", block.input.width},
                                  {"KernelHeight", block.kernel_h},
                                  {"KernelWidth", block.kernel_w},
                                  {"PlaceBits", place_bits(block)},
                                  {"ZeroPoint", block.zero_point}};
    for (const Parameter& parameter : parameters(repeating(block)))
        for (const char* own : {"InWords", "Bands", "Loops", "Sizes", "Steps", "Depth"})
            if (parameter.name == own)
                all.push_back(parameter);
    return all;
}

void validate(const Unpool& block) {
    SLUICE_CHECK(block.parallelism.in_channels >= 1 &&
                     block.parallelism.in_channels <= block.input.channels,
                 "lanes out of range");
    SLUICE_CHECK(block.kernel_h >= 1 && block.kernel_w >= 1 &&
                     block.kernel_h * block.kernel_w >= 2 &&
                     block.kernel_h * block.kernel_w <= kMaxPlaces,
                 "an unpooling's kernel out of range");
    SLUICE_CHECK(block.zero_point >= -128 && block.zero_point <= 127, "zero point out of range");
    validate(repeating(block));
}

std::int64_t interval_cycles(const Unpool& block) {
    return plan_interval(plan_of(block));
}

std::int64_t products(const Unpool&) {
    return 0;
}

// Compared with Yosys 0.23, 2026-11-22: 2 lanes of 2x2 windows 223 LUT 183 FF (xc7), 264 LUT 163 FF
// 1 DP16KD (ecp5); 8 lanes of 3x3 400 LUT 581 FF (xc7), 815 LUT 581 FF
// (ecp5).
Resources resources(const Unpool& block, const Family& family) {
    const int lanes = block.parallelism.in_channels;
    Resources use = resources(repeating(block), family);
    use += resources(Fifo{output_stream(block), 2}, family);
    // The operands' FIFOs: of the places but the bits that count.
    const int bits = lanes * (8 + place_bits(block));
    use.ff += 2.0 * bits + 6;
    const bool six = family.lut_inputs >= 6;
    use.lut += bits + (six ? 12 : 0);
    // The comparisons, which the choice is made with, and the counters.
    use.lut += lanes * (six ? 1 + place_bits(block) / 3.0 : 8.0);
    int counted = place_bits(block);
    for (const std::int64_t count :
         {input_stream(block).beats_per_group(), std::int64_t{block.kernel_w},
          std::int64_t{block.input.width}, std::int64_t{block.kernel_h}}) {
        counted += counter_bits(count);
        use.ff += counter_registers(count);
    }
    use.ff += place_bits(block);
    use.lut += counter_luts(counted, family) / (six ? 1 : 2);
    return use;
}

std::vector<Parallelism> choices(const Unpool& block) {
    return lane_choices(block.input.channels);
}

Unpool with_parallelism(const Unpool& block, const Parallelism& parallelism) {
    Unpool other = block;
    other.parallelism = lanes_only(parallelism, block.input.channels);
    return other;
}

std::unique_ptr<BeatProcess> beat_process(const Unpool& block, BeatPorts ports) {
    return std::make_unique<UnpoolProcess>(block, ports);
}

} // namespace sluice::rtl
