// SPDX-License-Identifier: Apache-2.0
// sluice_conv alone, in Verilator: values, every beat's cycle, the interval, stalls.
#include <catch2/catch.hpp>

#include "rtl_lib/tests/conv_reference.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;
using bench::conv;
using bench::window;

namespace {

constexpr std::uint32_t kSeed = 20261;

// Kernel positions one, a row, all; lanes that do not divide the channels.
std::vector<Case> kernel_cases(std::mt19937& random, int kernel) {
    std::vector<Case> cases;
    const auto add = [&](const char* name, const Conv& c) {
        cases.push_back(bench::conv_case(random, name, c));
    };
    const std::string k = " kernel=" + std::to_string(kernel);
    add(("3x3 same" + k).c_str(), conv({5, 6, 3}, window(3, 3, 1, 1), 5, {2, 2, kernel}));
    add(("3x3 full lanes" + k).c_str(), conv({6, 5, 3}, window(3, 3, 1, 1), 4, {3, 4, kernel}));
    add(("3x3 stride 2" + k).c_str(), conv({7, 9, 4}, window(3, 3, 2, 1), 3, {4, 2, kernel}));
    add(("3x3 valid" + k).c_str(), conv({6, 4, 2}, window(3, 3), 3, {1, 3, kernel}));
    Window dilated = window(3, 3, 1, 2);
    dilated.dilation_h = 2;
    dilated.dilation_w = 3;
    add(("3x3 dilated" + k).c_str(), conv({6, 8, 2}, dilated, 3, {2, 1, kernel}));
    add(("depthwise" + k).c_str(), conv({5, 6, 5}, window(3, 3, 1, 1), 5, {2, 2, kernel}, 5));
    add(("depthwise stride 2" + k).c_str(),
        conv({8, 7, 4}, window(3, 3, 2, 1), 4, {4, 4, kernel}, 4));
    add(("grouped" + k).c_str(), conv({5, 4, 8}, window(3, 3, 1, 1), 12, {2, 3, kernel}, 2));
    Window one_side = window(3, 3);
    one_side.pad_bottom = 2;
    one_side.pad_right = 1;
    add(("pad after only" + k).c_str(), conv({4, 5, 2}, one_side, 2, {2, 2, kernel}));
    one_side = window(3, 3);
    one_side.pad_top = 2;
    one_side.pad_left = 1;
    add(("pad before only" + k).c_str(), conv({5, 4, 2}, one_side, 2, {1, 2, kernel}));
    add(("stride over kernel" + k).c_str(), conv({9, 11, 3}, window(3, 3, 5), 4, {1, 2, kernel}));
    add(("kernel over input" + k).c_str(), conv({2, 2, 3}, window(3, 3, 1, 2), 2, {2, 2, kernel}));
    return cases;
}

std::vector<Case> form_cases(std::mt19937& random) {
    std::vector<Case> cases;
    const auto add = [&](const char* name, const Conv& c) {
        cases.push_back(bench::conv_case(random, name, c));
    };
    add("1x1", conv({4, 5, 6}, window(1, 1), 7, {2, 3, 1}));
    add("1x1 one cycle a pixel", conv({4, 5, 3}, window(1, 1), 4, {3, 4, 1}));
    add("1x1 input bound", conv({5, 4, 8}, window(1, 1), 2, {1, 2, 1}));
    add("1x1 stride 2", conv({6, 7, 4}, window(1, 1, 2), 3, {2, 2, 1}));
    add("1-D row", conv({1, 17, 3}, window(1, 5, 2, 0), 4, {2, 2, 5}));
    add("column kernel", conv({9, 3, 2}, window(4, 1), 3, {2, 3, 4}));
    add("5x2 all", conv({8, 7, 2}, window(5, 2, 1, 1), 3, {1, 2, 10}));
    add("2x4 row", conv({6, 9, 3}, window(2, 4, 3, 1), 3, {3, 2, 4}));
    add("wide padding", conv({2, 3, 2}, window(2, 2, 1, 3), 2, {2, 2, 2}));
    return cases;
}

// Fully connected layers, neither side with slack, and the tail.
std::vector<Case> other_cases(std::mt19937& random) {
    std::vector<Case> cases;
    const auto add = [&](const char* name, const Conv& c) {
        cases.push_back(bench::conv_case(random, name, c));
    };
    // Fully connected, as a window of the whole image and as one pixel.
    add("fully connected", conv({3, 4, 2}, window(3, 4), 10, {2, 3, 1}));
    add("fully connected row", conv({3, 4, 2}, window(3, 4), 10, {1, 10, 4}));
    add("fully connected pixel", conv({1, 1, 20}, window(1, 1), 10, {3, 2, 1}));
    add("fully connected pixel, one pass", conv({1, 1, 12}, window(1, 1), 3, {2, 3, 1}));
    // Input beats equal operations: neither side has slack.
    add("balanced 1x1", conv({4, 3, 8}, window(1, 1), 4, {2, 4, 1}));
    add("balanced 3x3", conv({6, 6, 9}, window(3, 3, 1, 1), 2, {1, 2, 9}));
    add("balanced stride", conv({8, 8, 8}, window(2, 2, 2), 8, {4, 8, 1}));
    // The tail: clamp, table, narrow weights, results in several beats.
    Conv c = conv({4, 4, 3}, window(3, 3, 1, 1), 6, {1, 6, 1});
    c.table = true;
    c.clamp_low = -20;
    c.clamp_high = 90;
    add("table", c);
    c.table = false;
    c.weight_bits = 3;
    add("3-bit weights", c);
    c.parallelism = {3, 6, 3};
    add("two beats a result", c);
    return cases;
}

// Products, or requantizers, or both made of logic: results rare and frequent, in one beat and
// several.
std::vector<Case> logic_cases(std::mt19937& random) {
    std::vector<Case> cases;
    for (const Mapping& mapping : {Mapping{Unit::logic, Packing::none, Unit::dsp},
                                   Mapping{Unit::dsp, Packing::none, Unit::logic},
                                   Mapping{Unit::logic, Packing::none, Unit::logic}}) {
        const auto add = [&](const char* name, Conv c) {
            c.mapping = mapping;
            cases.push_back(bench::conv_case(random, name, c));
        };
        add("logic 1x1 one cycle a pixel", conv({4, 5, 3}, window(1, 1), 4, {3, 4, 1}));
        add("logic 3x3 row", conv({5, 6, 3}, window(3, 3, 1, 1), 5, {2, 2, 3}));
        add("logic depthwise", conv({5, 6, 5}, window(3, 3, 1, 1), 5, {2, 2, 1}, 5));
        add("logic two beats a result", conv({4, 4, 3}, window(3, 3, 1, 1), 6, {3, 6, 3}));
        add("logic fully connected", conv({3, 4, 2}, window(3, 4), 10, {2, 3, 1}));
        Conv c = conv({4, 4, 3}, window(3, 3, 1, 1), 6, {1, 6, 1});
        c.weight_bits = 5;
        c.table = true;
        add("logic narrow, table, many beats a result", c);
    }
    return cases;
}

// Two products in one multiplier: dense with odd and even lanes, groups, depthwise.
std::vector<Case> packed_cases(std::mt19937& random) {
    std::vector<Case> cases;
    const std::vector<std::pair<Packing, bool>> ways = {
        {Packing::spaced16, false}, {Packing::spaced16, true}, {Packing::spaced18, true}};
    for (const auto& [packing, lowest] : ways) {
        const auto add = [&, packing = packing, lowest = lowest](const char* name, Conv c) {
            c.mapping.packing = packing;
            c.lowest_weight = lowest;
            cases.push_back(bench::conv_case(random, name, c));
        };
        add("packed 1x1", conv({4, 5, 6}, window(1, 1), 7, {1, 2, 1}));
        add("packed 3x3", conv({5, 6, 3}, window(3, 3, 1, 1), 5, {2, 3, 3}));
        add("packed 3x3 all", conv({4, 6, 2}, window(3, 3, 1, 1), 5, {2, 5, 9}));
        add("packed grouped", conv({5, 4, 8}, window(3, 3, 1, 1), 12, {2, 3, 3}, 2));
        add("packed depthwise", conv({5, 6, 5}, window(3, 3, 1, 1), 5, {2, 2, 9}, 5));
        Conv narrow = conv({4, 4, 3}, window(3, 3, 1, 1), 6, {3, 4, 3});
        narrow.weight_bits = 3;
        add("packed narrow", narrow);
    }
    return cases;
}

void check(const std::string& name, std::vector<Case> (*make)(std::mt19937&)) {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    for (const auto& complaint : bench::run(name, make(random), kSeed))
        FAIL_CHECK(complaint);
}

} // namespace

TEST_CASE("one kernel position at a time: values, cycles, interval, stalls") {
    check("conv_one", [](std::mt19937& random) { return kernel_cases(random, 1); });
}

TEST_CASE("a kernel row at a time: values, cycles, interval, stalls") {
    check("conv_row", [](std::mt19937& random) { return kernel_cases(random, 3); });
}

TEST_CASE("all kernel positions at a time: values, cycles, interval, stalls") {
    check("conv_all", [](std::mt19937& random) { return kernel_cases(random, 9); });
}

TEST_CASE("windows of every form: values, cycles, interval, stalls") {
    check("conv_forms", form_cases);
}

TEST_CASE("fully connected layers, balanced rates and tails: values, cycles, interval, stalls") {
    check("conv_other", other_cases);
}

TEST_CASE("products and requantizers of logic: values, cycles, interval, stalls") {
    check("conv_logic", logic_cases);
}

TEST_CASE("two products in a multiplier: values, cycles, interval, stalls") {
    check("conv_packed", packed_cases);
}

// Minutes of compilation: testbench/run_soak.sh runs it.
TEST_CASE("faults in a convolution's modules do not go unnoticed", "[.][soak]") {
    const std::vector<bench::Fault> faults = {
        {"blocks/window/sluice_window_rows.sv", "write_x > need_x_q", "write_x >= need_x_q"},
        {"blocks/window/sluice_window.sv", "InWidth - m - Tap)",
         "InWidth + 1 - m - Tap)"}, // one column of padding read from memory
        {"blocks/window/sluice_window_writer.sv", "occupied_q == ROWS - $signed(YBits'(1))",
         "occupied_q == ROWS"},
        {"blocks/window/sluice_window_read.sv", "Banks - 1) + k * DilationWidth", "Banks - 1) + k"},
        {"blocks/dot/sluice_dot.sv", "sum_first ? sum : acc_q + sum", "acc_q + sum"},
        {"blocks/dot/sluice_adder_tree.sv", "(3*s+2)*BeforeBits", "(3*s+1)*BeforeBits"},
        {"blocks/conv/sluice_serialiser.sv", "LeftBits'(LastBeats)", "LeftBits'(Beats)"},
        {"blocks/conv/sluice_conv.sv", "assign leave_last = leave && beat_last;",
         "assign leave_last = leave;"}, // credits for beats instead of results
    };
    int number = 0;
    for (const auto& fault : faults) {
        std::mt19937 random(kSeed);
        Window dilated = window(3, 3, 1, 2);
        dilated.dilation_w = 2;
        const std::vector<Case> cases = {
            bench::conv_case(random, "dilated", conv({5, 6, 3}, dilated, 7, {2, 4, 3})),
            bench::conv_case(random, "balanced", conv({4, 3, 8}, window(1, 1), 4, {2, 4, 1}))};
        INFO(fault.source << ": " << fault.replacement);
        CHECK_FALSE(
            bench::run("conv_fault" + std::to_string(number++), cases, kSeed, {fault}).empty());
    }
}
