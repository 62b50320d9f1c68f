// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/multiply/multiply.h"

#include <algorithm>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/pair/pair.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kAccBits = 17;     // of the product of two 9-bit differences
constexpr int kBoothLatency = 6; // sluice_booth of 5 rows
constexpr int kMulLatency = 2;   // sluice_mul

Stream stream(const Multiply& block) {
    return {block.shape, block.parallelism.in_channels, 8, block.parallelism.pixels};
}

// The module's lanes: it makes no difference between channels and pixels.
int elements(const Multiply& block) {
    return block.parallelism.in_channels * block.parallelism.pixels;
}

// The requantizer behind the products: one factor, no ROM.
Requant requant(const Multiply& block) {
    Requant r;
    r.lanes = elements(block);
    r.acc_bits = r.sum_bits = kAccBits;
    r.shift_min = r.shift_max = block.shift;
    r.zero_point = block.zero_point;
    r.clamp_low = block.clamp_low;
    r.clamp_high = block.clamp_high;
    r.table = block.table;
    r.digits = block.mapping.requantizer == Unit::logic ? requant_digits(1) : 0;
    return r;
}

bool product_logic(const Multiply& block) {
    return block.mapping.products == Unit::logic;
}

int latency(const Multiply& block) {
    return (product_logic(block) ? kBoothLatency : kMulLatency) + requant_latency(requant(block));
}

int depth(const Multiply& block) {
    return collect_depth(latency(block), 1, 1);
}

} // namespace

const char* module_name(const Multiply&) {
    return "sluice_multiply";
}

std::vector<std::string> sources(const Multiply&) {
    auto files = pair_sources();
    const auto more = requant_sources();
    files.insert(files.end(), more.begin(), more.end());
    for (const char* file : {"blocks/dot/sluice_booth.sv", "blocks/dot/sluice_mul.sv",
                             "blocks/multiply/sluice_multiply.sv"})
        if (std::find(files.begin(), files.end(), file) == files.end())
            files.emplace_back(file);
    return files;
}

std::vector<Stream> input_streams(const Multiply& block) {
    return {stream(block), stream(block)};
}

std::vector<Stream> output_streams(const Multiply& block) {
    return {stream(block)};
}

std::vector<Parameter> parameters(const Multiply& block) {
    return {{"Lanes", elements(block)},
            {"ZeroA", block.zero_a},
            {"ZeroB", block.zero_b},
            {"Multiplier", block.multiplier},
            {"Shift", block.shift},
            {"ZeroPoint", block.zero_point},
            {"ClampLow", block.clamp_low},
            {"ClampHigh", block.clamp_high},
            {"HasTable", block.table ? 1 : 0},
            {"ProductLogic", product_logic(block) ? 1 : 0},
            {"RequantDigits", requant(block).digits},
            {"Depth", depth(block)}};
}

void validate(const Multiply& block) {
    SLUICE_CHECK(signed_bits(block.multiplier, block.multiplier) <= kMultiplierBits,
                 "multiplier out of range");
    SLUICE_CHECK(signed_bits(block.zero_a, block.zero_a) <= 8 &&
                     signed_bits(block.zero_b, block.zero_b) <= 8,
                 "a zero point is outside int8");
    SLUICE_CHECK(block.parallelism.in_channels >= 1 &&
                     block.parallelism.in_channels <= block.shape.channels,
                 "lanes out of range");
    SLUICE_CHECK(block.parallelism.pixels >= 1, "pixels out of range");
    validate(requant(block));
}

std::int64_t interval_cycles(const Multiply& block) {
    return stream(block).beats();
}

std::int64_t products(const Multiply&) {
    return 0; // no multiplication by a weight; they show in resources().dsp
}

Resources resources(const Multiply& block, const Family& family) {
    const int lanes = elements(block);
    Resources use = requant_resources(requant(block), family, true);
    use += collect_resources(8 * lanes, depth(block), family);
    // The operands' FIFOs, two registers each, and the differences.
    use.ff += 2 * (16.0 * lanes + 2) + latency(block);
    use.lut += 2 * (8.0 * lanes + 5) + 8;
    const int differences = (block.zero_a != 0) + (block.zero_b != 0);
    use.lut += lanes * differences * sum_luts(2, 9, family);
    if (product_logic(block)) { // sluice_booth, 9 by 10 bits
        use.lut += lanes * (family.lut_inputs >= 6 ? 56.0 : 120.0);
        use.ff += lanes * 110.0;
    } else {
        use.dsp += lanes * product_blocks(9, 9, family);
        if (!family.multiplier_registers)
            use.ff += lanes * (2 * 9 + 18.0);
    }
    return use;
}

std::vector<Parallelism> choices(const Multiply& block) {
    return element_choices(block.shape);
}

Multiply with_parallelism(const Multiply& block, const Parallelism& parallelism) {
    Multiply other = block;
    other.parallelism = lanes_and_pixels(parallelism, block.shape);
    return other;
}

std::vector<Mapping> mappings(const Multiply&, const Family&) {
    return {Mapping{},
            {Unit::dsp, Packing::none, Unit::logic},
            {Unit::logic, Packing::none, Unit::logic}};
}

std::unique_ptr<BeatProcess> beat_process(const Multiply& block, BeatPorts ports) {
    return pair_process(ports, depth(block), latency(block));
}

} // namespace sluice::rtl
