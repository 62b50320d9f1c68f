// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/add/add.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/pair/pair.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

bool logic(const Add& add) {
    return add.mapping.requantizer == Unit::logic;
}

bool is_sum(const Add& add) {
    return add.operation == AddOperation::sum;
}

// From the operands' registers: product, product, sum (or one sum each and the choice); then
// sluice_round_clamp and the table.
int latency(const Add& add) {
    return (logic(add) ? 6 : 3) + (is_sum(add) ? 0 : 1) +
           round_clamp_latency(add.shift, add.shift) + (add.table ? kTableLatency : 0);
}

int depth(const Add& add) {
    return collect_depth(latency(add), 1, 1);
}

int sum_bits(const Add& add) {
    // 127 m <= a m <= -128 m or the other way round; every order of addition stays within.
    const std::int64_t a = 128 * std::int64_t{std::abs(add.multiplier_a)} + std::llabs(add.bias);
    const std::int64_t b = 128 * std::int64_t{std::abs(add.multiplier_b)} + std::llabs(add.bias_b);
    const std::int64_t reach = is_sum(add) ? a + b : std::max(a, b);
    return signed_bits(-reach, reach);
}

Stream stream(const Add& add) {
    return {add.shape, add.parallelism.in_channels, 8, add.parallelism.pixels};
}

// The module's lanes: it makes no difference between channels and pixels.
int elements(const Add& add) {
    return add.parallelism.in_channels * add.parallelism.pixels;
}

// DSP blocks of a product with a constant: a power of two is a shift.
double multiplier_blocks(std::int32_t multiplier, const Family& family) {
    return multiplier >= 0 && (multiplier & (multiplier - 1)) == 0
               ? 0
               : product_blocks(8,
                                signed_bits(-multiplier, multiplier) > kMultiplierBits
                                    ? kWideAddMultiplierBits
                                    : kMultiplierBits,
                                family);
}

} // namespace

const char* module_name(const Add&) {
    return "sluice_add";
}

std::vector<std::string> sources(const Add&) {
    auto files = pair_sources();
    files.insert(files.end(),
                 {"blocks/requant/sluice_round_clamp.sv", "blocks/requant/sluice_table.sv",
                  "blocks/dot/sluice_booth.sv", "blocks/add/sluice_add.sv"});
    return files;
}

std::vector<Stream> input_streams(const Add& add) {
    return {stream(add), stream(add)};
}

std::vector<Stream> output_streams(const Add& add) {
    return {stream(add)};
}

std::vector<Parameter> parameters(const Add& add) {
    std::vector<Parameter> all = {
        {"Lanes", elements(add)},          {"MultiplierA", add.multiplier_a},
        {"MultiplierB", add.multiplier_b}, {"Bias", add.bias},
        {"SumBits", sum_bits(add)},        {"Shift", add.shift},
        {"ZeroPoint", add.zero_point},     {"ClampLow", add.clamp_low},
        {"ClampHigh", add.clamp_high},     {"HasTable", add.table ? 1 : 0},
        {"Logic", logic(add) ? 1 : 0},     {"Depth", depth(add)}};
    add_exact_parameters(all, add.multiplier_bits, add.ties_to_even);
    if (!is_sum(add)) {
        all.push_back({"Operation", static_cast<int>(add.operation)});
        all.push_back({"BiasB", add.bias_b});
    }
    return all;
}

void validate(const Add& add) {
    const std::int32_t end = 1 << (add.multiplier_bits - 1);
    SLUICE_CHECK(add.multiplier_bits >= kMultiplierBits &&
                     add.multiplier_bits <= kWideAddMultiplierBits,
                 "multiplier bits out of range");
    SLUICE_CHECK(std::abs(add.multiplier_a) < end && std::abs(add.multiplier_b) < end,
                 "multiplier out of range");
    SLUICE_CHECK(std::llabs(add.bias) < (std::int64_t{1} << 31) &&
                     std::llabs(add.bias_b) < (std::int64_t{1} << 31) && sum_bits(add) <= 32,
                 "sum wider than 32 bits");
    SLUICE_CHECK(!is_sum(add) || add.bias_b == 0, "a sum has one bias");
    SLUICE_CHECK(add.parallelism.in_channels >= 1 &&
                     add.parallelism.in_channels <= add.shape.channels,
                 "lanes out of range");
    SLUICE_CHECK(add.parallelism.pixels >= 1, "pixels out of range");
    Requant rest;
    rest.shift_min = rest.shift_max = add.shift;
    rest.zero_point = add.zero_point;
    rest.clamp_low = add.clamp_low;
    rest.clamp_high = add.clamp_high;
    validate(rest);
}

std::int64_t interval_cycles(const Add& add) {
    return stream(add).beats();
}

std::int64_t products(const Add&) {
    return 0; // its multiplications are of the requantization; they show in resources().dsp
}

Resources resources(const Add& add, const Family& family) {
    // Per lane as Yosys 0.23 maps it (synth_xilinx -family xc7, 2026-11-21): operands and products
    // lie in the multipliers, the sum's low bits have no register.
    const int lanes = elements(add);
    Resources lane = round_clamp_resources(sum_bits(add), add.shift, add.shift, family);
    // Two registers of each operand make room for the beat that comes while the other is waited
    // for.
    const bool six = family.lut_inputs >= 6;
    lane.lut = six ? 46 + sum_bits(add) : 75 + 2 * sum_bits(add);
    lane.ff += 16;
    if (!is_sum(add)) { // a sum each, in the multiplier block where that adds, and the choice
        lane.lut += six && !logic(add) ? -17 : 2 * sum_bits(add);
        lane.ff += 2 * sum_bits(add);
    }
    if (!family.multiplier_registers && !logic(add)) // operands, products, both of their registers
        lane.ff += 16 + 4 * 25;
    const int blocks =
        multiplier_blocks(add.multiplier_a, family) + multiplier_blocks(add.multiplier_b, family);
    if (logic(add)) { // sluice_booth for each operand, of 8 bits with a constant of 18, whatever it is
        lane.lut += (family.lut_inputs >= 6 ? 80 : 130) * 2;
        lane.ff += 124 * 2;
    } else {
        lane.dsp = blocks;
    }
    lane.ff += std::max(10, sum_bits(add) - add.shift + 1);
    Resources use = collect_resources(8 * lanes, depth(add), family);
    for (int l = 0; l < lanes; ++l)
        use += lane;
    if (add.table)
        use += table_resources(lanes, family);
    use.ff += latency(add);
    use.lut += six ? 10 : 30;
    return use;
}

std::vector<Parallelism> choices(const Add& add) {
    return element_choices(add.shape);
}

Add with_parallelism(const Add& add, const Parallelism& parallelism) {
    Add other = add;
    other.parallelism = lanes_and_pixels(parallelism, add.shape);
    return other;
}

std::vector<Mapping> mappings(const Add&, const Family&) {
    return {Mapping{}, {Unit::dsp, Packing::none, Unit::logic}};
}

std::unique_ptr<BeatProcess> beat_process(const Add& add, BeatPorts ports) {
    return pair_process(ports, depth(add), latency(add));
}

} // namespace sluice::rtl
