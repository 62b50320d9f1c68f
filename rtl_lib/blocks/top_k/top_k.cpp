// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/top_k/top_k.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/reduce/reduce.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

Stream input_stream(const TopK& block) {
    return {block.input, block.parallelism.in_channels, 8};
}

int levels(const TopK& block) {
    return std::bit_width(static_cast<unsigned>(block.parallelism.in_channels - 1));
}

// The input register, and for each rank its tree and what it keeps.
int latency(const TopK& block) {
    return 1 + block.count * (levels(block) + 1);
}

} // namespace

const char* module_name(const TopK&) {
    return "sluice_top_k";
}

std::vector<std::string> sources(const TopK&) {
    auto files = reduce_sources();
    files.push_back("blocks/top_k/sluice_top_k_rank.sv");
    files.push_back("blocks/top_k/sluice_top_k.sv");
    return files;
}

std::vector<Stream> input_streams(const TopK& block) {
    return {input_stream(block)};
}

std::vector<Stream> output_streams(const TopK& block) {
    return {{{block.input.height, block.input.width, block.count},
             block.count,
             block.indices ? signed_bits(0, block.input.channels - 1) : 8}};
}

std::vector<Parameter> parameters(const TopK& block) {
    return {{"Channels", block.input.channels},
            {"Count", block.count},
            {"Lanes", block.parallelism.in_channels},
            {"Depth", reduce_depth(input_stream(block), latency(block))},
            {"Largest", block.largest},
            {"Indices", block.indices}};
}

void validate(const TopK& block) {
    SLUICE_CHECK(block.parallelism.in_channels >= 1 &&
                     block.parallelism.in_channels <= block.input.channels,
                 "lanes out of range");
    SLUICE_CHECK(block.count >= 1 && block.count <= block.input.channels, "count out of range");
}

std::int64_t interval_cycles(const TopK& block) {
    return input_stream(block).beats();
}

std::int64_t products(const TopK&) {
    return 0;
}

Resources resources(const TopK& block, const Family& family) {
    // By count, and compared with Yosys 0.23 for 2 and 8 lanes: within 10 % on Xilinx 7 series; on
    // ECP5 LUTs scatter by half between the two outputs of one comparison.
    const int lanes = block.parallelism.in_channels;
    const int tree = levels(block);
    const int index_bits = std::max(1, signed_bits(0, block.input.channels - 1) - 1);
    const int key_bits = 8 + index_bits;
    const int kept_bits = block.indices ? index_bits : 8;
    const bool shifts = family.lut_inputs >= 6; // registers in a row become shift registers
    constexpr int kShortest = 3;                // of so many at least
    Resources use = collect_resources(output_streams(block)[0].data_bits(),
                                      reduce_depth(input_stream(block), latency(block)), family);

    // A rank's comparisons, of two keys each, and the lanes that they choose.
    const double compare_luts = shifts ? 0.65 * key_bits : key_bits + 2.0;
    double luts = compare_luts + key_bits;
    double ff = key_bits + tree + 2;
    for (int level = 1, left = lanes; level <= tree; ++level) {
        left = (left + 1) / 2;
        const int chosen = std::min(lanes, 1 << level);
        luts += left * (compare_luts + key_bits + chosen);
        ff += left * (key_bits + chosen);
    }
    use.lut += block.count * luts * (shifts ? 1.0 : 1.7);
    use.ff += block.count * ff;
    // What it gives on; the last rank nothing.
    const auto row = [&](int length, double bits) {
        if (shifts && length >= kShortest)
            use.lut += bits;
        else
            use.ff += length * bits;
    };
    for (int rank = 0; rank + 1 < block.count; ++rank) {
        use.lut += lanes * key_bits * (shifts ? 1.0 : 1.7);
        use.ff += lanes * key_bits;
        row(tree, lanes * key_bits);
        row((block.count - 1 - rank) * (tree + 1), kept_bits);
    }
    use.ff += lanes * key_bits + latency(block) + 2;
    use.lut += index_bits * lanes;
    if (input_stream(block).beats_per_group() > 1) {
        use.ff += index_bits + 2;
        use.lut += 2.0 * index_bits;
    }
    return use;
}

std::vector<Parallelism> choices(const TopK& block) {
    return lane_choices(block.input.channels);
}

TopK with_parallelism(const TopK& block, const Parallelism& parallelism) {
    TopK other = block;
    other.parallelism = lanes_only(parallelism, block.input.channels);
    return other;
}

std::unique_ptr<BeatProcess> beat_process(const TopK& block, BeatPorts ports) {
    return reduce_process(input_stream(block), latency(block), ports);
}

} // namespace sluice::rtl
