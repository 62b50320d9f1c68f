// SPDX-License-Identifier: Apache-2.0
// sluice_conv with several pixels at once, in Verilator: values, every beat's cycle, the interval,
// stalls.
#include <catch2/catch.hpp>

#include "rtl_lib/blocks/window/window.h"
#include "rtl_lib/tests/conv_reference.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;
using bench::conv;
using bench::window;

namespace {

constexpr std::uint32_t kSeed = 20261;

const Window kSame = window(3, 3, 1, 1);

class CaseList {
public:
    explicit CaseList(std::mt19937& random) : random_(random) {}

    // `in`: pixels of an input beat; those of the output are the parallelism's last number.
    void add(const std::string& name, Conv c, int in) {
        c.input_pixels = in;
        cases.push_back(bench::conv_case(random_,
                                         name + " pixels=" + std::to_string(c.parallelism.pixels) +
                                             " input_pixels=" + std::to_string(in),
                                         c));
    }

    std::vector<Case> cases;

private:
    std::mt19937& random_;
};

// Widths that the pixels do and do not divide.
std::vector<Case> kernel_cases(std::mt19937& random) {
    CaseList list(random);
    list.add("3x3 row", conv({4, 7, 3}, kSame, 4, {2, 3, 3, 2}), 1);
    list.add("3x3 all", conv({4, 7, 3}, kSame, 4, {2, 3, 9, 2}), 2);
    list.add("3x3 even row", conv({4, 8, 2}, kSame, 3, {2, 1, 3, 2}), 2);
    list.add("3x3 even all", conv({4, 8, 2}, kSame, 3, {2, 1, 9, 2}), 1);
    list.add("depthwise row", conv({4, 7, 5}, kSame, 5, {2, 2, 3, 2}, 5), 1);
    list.add("depthwise all", conv({4, 9, 3}, kSame, 3, {2, 2, 9, 4}, 3), 4);
    list.add("3x3", conv({3, 9, 2}, kSame, 3, {2, 1, 3, 4}), 2);
    list.add("3x3", conv({3, 11, 2}, kSame, 2, {1, 2, 3, 8}), 8);
    for (const int in : {1, 2, 4})
        list.add("stride 2", conv({7, 9, 3}, window(3, 3, 2, 1), 4, {3, 2, 3, 2}), in);
    list.add("stride 2 all", conv({7, 9, 3}, window(3, 3, 2, 1), 4, {3, 2, 9}), 2);
    list.add("stride 2 valid", conv({6, 11, 2}, window(3, 3, 2), 4, {2, 2, 9, 2}), 4);
    list.add("stride 4 pad 3", conv({9, 10, 2}, window(3, 3, 4, 3), 3, {2, 3, 9}), 4);
    Window dilated = window(3, 3, 1, 2);
    dilated.dilation_w = 3;
    list.add("dilated", conv({4, 9, 2}, dilated, 3, {2, 1, 3, 4}), 2);
    Window after = window(3, 3);
    after.pad_bottom = 2;
    after.pad_right = 1;
    list.add("pad after only", conv({4, 9, 2}, after, 2, {2, 2, 3, 4}), 4);
    list.add("kernel over input", conv({2, 2, 3}, window(3, 3, 1, 2), 2, {2, 2, 9, 2}), 2);
    list.add("wide padding", conv({2, 3, 2}, window(2, 2, 1, 3), 2, {2, 2, 2, 8}), 4);
    return list.cases;
}

std::vector<Case> form_cases(std::mt19937& random) {
    CaseList list(random);
    for (const int in : {1, 2, 4})
        list.add("1x1", conv({3, 9, 5}, window(1, 1), 4, {2, 3, 1, 4}), in);
    for (const int in : {1, 4})
        list.add("1x1 even", conv({3, 8, 3}, window(1, 1), 4, {3, 4, 1, 4}), in);
    list.add("1x1 input bound", conv({3, 8, 8}, window(1, 1), 2, {1, 2, 1, 2}), 1);
    list.add("1x1 stride 2", conv({6, 9, 4}, window(1, 1, 2), 3, {2, 2, 1, 2}), 4);
    list.add("1x1 stride 2", conv({6, 9, 4}, window(1, 1, 2), 3, {2, 2, 1}), 2);
    list.add("column kernel all", conv({9, 5, 2}, window(4, 1), 3, {2, 3, 4, 4}), 2);
    list.add("column kernel", conv({9, 5, 2}, window(4, 1), 3, {2, 3, 1, 4}), 4);
    list.add("grouped", conv({5, 6, 8}, kSame, 12, {2, 3, 3, 2}, 2), 2);
    list.add("1-D row", conv({1, 17, 3}, window(1, 5, 2, 0), 4, {2, 2, 5, 2}), 4);
    Conv c = conv({3, 4, 2}, window(3, 4), 10, {2, 3, 12});
    c.window.stride_h = 3;
    c.window.stride_w = 4;
    list.add("fully connected", c, 4);
    c = conv({4, 6, 3}, kSame, 6, {1, 6, 3, 2});
    c.table = true;
    list.add("two beats a result, table", c, 2);
    return list.cases;
}

// Any window, lanes and pixels.
std::vector<Case> random_cases(std::mt19937& random) {
    const auto any = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    CaseList list(random);
    while (list.cases.size() < 16) {
        Conv c = conv({any(1, 5), any(1, 13), any(1, 5)}, {}, any(1, 5), {});
        c.window = {any(1, 3), any(1, 4), any(1, 2), any(1, 4), any(1, 2),
                    any(1, 3), any(0, 1), any(0, 3), any(0, 1), any(0, 3)};
        if (c.input.width + c.window.pad_left + c.window.pad_right < c.window.extent_w() ||
            c.input.height + c.window.pad_top + c.window.pad_bottom < c.window.extent_h())
            continue;
        if (any(0, 2) == 0)
            c.groups = c.out_channels = c.input.channels;
        const auto outs = pixel_choices(window_output_shape(c.input, c.window, 1).width);
        Parallelism& p = c.parallelism;
        p.pixels = outs[random() % outs.size()];
        p.kernel = any(0, 1) ? c.window.kernel_w : c.window.positions();
        p.in_channels = any(1, c.input.channels);
        p.out_channels = c.depthwise() ? p.in_channels : any(1, c.out_channels);
        const auto ins = window_input_pixels(c.input, c.window, p.kernel, p.pixels);
        const int in = ins[random() % ins.size()];
        if ((p.pixels > 1 || in > 1) && products(c) < 150)
            list.add("random " + std::to_string(list.cases.size()), c, in);
    }
    return list.cases;
}

void check(const std::string& name, std::vector<Case> (*make)(std::mt19937&)) {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    for (const auto& complaint : bench::run(name, make(random), kSeed))
        FAIL_CHECK(complaint);
}

} // namespace

TEST_CASE("several pixels of large kernels: values, cycles, interval, stalls") {
    check("conv_pixels_kernels", kernel_cases);
}

TEST_CASE("several pixels of windows of every form: values, cycles, interval, stalls") {
    check("conv_pixels_forms", form_cases);
}

TEST_CASE("several pixels of any window: values, cycles, interval, stalls") {
    check("conv_pixels_random", random_cases);
}

// Minutes of compilation: testbench/run_soak.sh runs it.
TEST_CASE("faults in how pixels lie in words do not go unnoticed", "[.][soak]") {
    const std::vector<bench::Fault> faults = {
        {"blocks/window/sluice_window_read.sv", "j < LastPixels ? 0 : Masks - 1",
         "0"}, // what is right of a row in its last word counts as inside
        {"blocks/window/sluice_taps.sv", "Phase + v * PixelStep + t * TapStep;",
         "v * PixelStep + t * TapStep;"},
        {"blocks/window/sluice_taps.sv", "((Word*Lanes+i)*InPixels+From)",
         "((Word*InPixels+From)*Lanes+i)"}, // channels innermost
        {"blocks/dot/sluice_dot.sv", "taken[(Taker*Pixels+v)*Terms*8+:Terms*8]",
         "taken[Taker*Pixels*Terms*8+:Terms*8]"}};
    int number = 0;
    for (const auto& fault : faults) {
        std::mt19937 random(kSeed);
        CaseList list(random);
        list.add("3x3", conv({4, 7, 2}, kSame, 2, {2, 2, 3, 2}), 2);
        INFO(fault.source << ": " << fault.replacement);
        CHECK_FALSE(
            bench::run("conv_pixels_fault" + std::to_string(number++), list.cases, kSeed, {fault})
                .empty());
    }
}
