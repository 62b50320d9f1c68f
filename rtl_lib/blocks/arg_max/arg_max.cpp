// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/arg_max/arg_max.h"

#include <bit>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/reduce/reduce.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

Stream input_stream(const ArgMax& block) {
    return {block.input, block.parallelism.in_channels, 8};
}

// Levels of the compare tree, and input register, index, best.
int latency(const ArgMax& block) {
    return std::bit_width(static_cast<unsigned>(block.parallelism.in_channels - 1)) + 3;
}

} // namespace

const char* module_name(const ArgMax&) {
    return "sluice_arg_max";
}

std::vector<std::string> sources(const ArgMax&) {
    auto files = reduce_sources();
    files.push_back("blocks/arg_max/sluice_arg_max.sv");
    return files;
}

std::vector<Stream> input_streams(const ArgMax& block) {
    return {input_stream(block)};
}

std::vector<Stream> output_streams(const ArgMax& block) {
    return {
        {{block.input.height, block.input.width, 1}, 1, signed_bits(0, block.input.channels - 1)}};
}

std::vector<Parameter> parameters(const ArgMax& block) {
    return {{"Channels", block.input.channels},
            {"Lanes", block.parallelism.in_channels},
            {"Depth", reduce_depth(input_stream(block), latency(block))}};
}

void validate(const ArgMax& block) {
    SLUICE_CHECK(block.parallelism.in_channels >= 1 &&
                     block.parallelism.in_channels <= block.input.channels,
                 "lanes out of range");
}

std::int64_t interval_cycles(const ArgMax& block) {
    return input_stream(block).beats();
}

std::int64_t products(const ArgMax&) {
    return 0;
}

Resources resources(const ArgMax& block, const Family& family) {
    // Fitted to Yosys 0.23, synth_xilinx -family xc7, 2026-11-21; 1 to 40 lanes, 10 to 1000
    // channels.
    const int lanes = block.parallelism.in_channels;
    const bool grouped = input_stream(block).beats_per_group() > 1;
    const int index_bits = output_streams(block)[0].lane_bits;
    const int levels = latency(block) - 3;
    Resources use =
        collect_resources(index_bits, reduce_depth(input_stream(block), latency(block)), family);
    use.ff += 8.0 * lanes;
    for (int level = 1, left = lanes; level <= levels; ++level) {
        left = (left + 1) / 2;
        use.ff += left * (8.0 + level); // value and lane
    }
    use.ff += 8 + 2.0 * (index_bits - 1) + 2 * levels + 5;
    use.lut += (family.lut_inputs >= 6 ? 15.0 : 22.0) * (lanes - 1);
    if (family.lut_inputs < 6) { // what waits does so in flip-flops
        use.ff += 13 + 8 * levels;
        use.lut -= 17;
    }
    if (grouped) {
        // The best value and the index of lane 0; that waits in shift registers.
        use.ff += 8 + (index_bits - 1) + levels + 2;
        use.lut += (family.lut_inputs >= 6 ? 1 : 2) * (10 + 3 * index_bits);
    }
    return use;
}

std::vector<Parallelism> choices(const ArgMax& block) {
    return lane_choices(block.input.channels);
}

ArgMax with_parallelism(const ArgMax& block, const Parallelism& parallelism) {
    ArgMax other = block;
    other.parallelism = lanes_only(parallelism, block.input.channels);
    return other;
}

std::unique_ptr<BeatProcess> beat_process(const ArgMax& block, BeatPorts ports) {
    return reduce_process(input_stream(block), latency(block), ports);
}

} // namespace sluice::rtl
