// SPDX-License-Identifier: Apache-2.0
// The resource model beside Yosys 0.23 (synth_xilinx -family xc7, synth_ecp5), measured 2026-11-21
// on instances with random memory contents; testbench/tools/resources/fit.py measures more.
#include <cmath>

#include <catch2/catch.hpp>

#include "base/devices.h"
#include "rtl_lib/block.h"
#include "rtl_lib/blocks/control/control.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/blocks/window/window.h"

using namespace sluice;
using namespace sluice::rtl;

namespace {

const Family& family_of(const std::string& name) {
    return find_device(name == "xc7" ? "xc7z020" : "lfe5u-85f").family.facts;
}

// Multipliers and block memory exactly; LUT and FF within a tenth, and three.
void check_near(const Resources& model, const Resources& yosys) {
    CHECK(model.dsp == yosys.dsp);
    CHECK(model.bram == yosys.bram);
    CHECK(std::abs(model.lut - yosys.lut) <= 0.1 * yosys.lut + 3);
    CHECK(std::abs(model.ff - yosys.ff) <= 0.1 * yosys.ff + 3);
}

struct DotCase {
    const char* family;
    int in_lanes, out_lanes, kernel_lanes, acc_bits, words;
    bool depthwise;
    int pair_bits;
    Resources yosys; // dsp, lut, ff, bram
};

const DotCase kDots[] = {
    {"xc7", 1, 1, 1, 20, 100, false, 0, {1, 48, 34, 0.5}},
    {"xc7", 1, 2, 1, 20, 100, false, 0, {2, 88, 54, 0.5}},
    {"xc7", 2, 2, 1, 20, 100, false, 0, {4, 90, 51, 0.5}},
    {"xc7", 3, 2, 1, 20, 100, false, 0, {6, 90, 51, 1}},
    {"xc7", 4, 2, 1, 20, 100, false, 0, {8, 126, 90, 1}},
    {"xc7", 6, 2, 1, 20, 100, false, 0, {12, 126, 90, 1.5}},
    {"xc7", 9, 2, 1, 20, 100, false, 0, {18, 162, 92, 2}},
    {"xc7", 3, 2, 1, 20, 9, false, 0, {6, 130, 93, 0}},
    {"xc7", 1, 2, 9, 20, 20, false, 0, {18, 304, 234, 0}},
    {"xc7", 3, 3, 3, 20, 9, true, 0, {9, 187, 137, 0}},
    {"xc7", 10, 2, 1, 20, 200, false, 0, {20, 204, 166, 2.5}},
    {"xc7", 3, 2, 1, 24, 100, false, 0, {6, 106, 59, 1}},
    {"xc7", 1, 2, 1, 20, 100, false, 25, {1, 88, 70, 0.5}},
    {"xc7", 2, 2, 1, 20, 100, false, 25, {2, 90, 83, 0.5}},
    {"xc7", 3, 2, 1, 20, 100, false, 25, {3, 90, 99, 1}},
    {"xc7", 6, 2, 1, 20, 100, false, 25, {6, 125, 185, 1.5}},
    {"xc7", 9, 4, 1, 20, 100, false, 25, {18, 310, 458, 4}},
    {"xc7", 4, 2, 1, 20, 100, false, 25, {4, 125, 153, 1}},
    {"ecp5", 1, 1, 1, 20, 100, false, 0, {1, 74, 74, 1}},
    {"ecp5", 1, 2, 1, 20, 100, false, 0, {2, 114, 126, 1}},
    {"ecp5", 2, 2, 1, 20, 100, false, 0, {4, 151, 235, 1}},
    {"ecp5", 3, 2, 1, 20, 100, false, 0, {6, 215, 309, 2}},
    {"ecp5", 4, 2, 1, 20, 100, false, 0, {8, 256, 454, 2}},
    {"ecp5", 6, 2, 1, 20, 100, false, 0, {12, 356, 602, 3}},
    {"ecp5", 9, 2, 1, 20, 100, false, 0, {18, 528, 856, 4}},
    {"ecp5", 3, 2, 1, 20, 9, false, 0, {6, 238, 345, 0}},
    {"ecp5", 1, 2, 9, 20, 20, false, 0, {18, 817, 998, 0}},
    {"ecp5", 3, 3, 3, 20, 9, true, 0, {9, 352, 551, 0}},
    {"ecp5", 10, 2, 1, 20, 200, false, 0, {20, 565, 1036, 5}},
    {"ecp5", 3, 2, 1, 24, 100, false, 0, {6, 231, 317, 2}},
};

struct RequantCase {
    const char* family;
    int lanes, acc_bits, sum_bits, groups, shift_min, shift_max;
    Resources yosys;
};

const RequantCase kRequants[] = {
    {"xc7", 1, 20, 20, 100, 24, 24, {1, 27, 42, 1}},
    {"xc7", 1, 20, 20, 100, 22, 25, {1, 46, 60, 1}},
    {"xc7", 1, 20, 20, 100, 20, 27, {1, 76, 62, 1}},
    {"xc7", 1, 17, 17, 100, 22, 25, {1, 59, 91, 1}},
    {"xc7", 1, 23, 23, 100, 22, 25, {1, 61, 63, 1}},
    {"xc7", 1, 26, 26, 100, 24, 27, {2, 106, 137, 1}},
    {"ecp5", 1, 20, 20, 100, 24, 24, {2, 157, 168, 2}},
    {"ecp5", 1, 20, 20, 100, 22, 25, {2, 192, 198, 2}},
    {"ecp5", 1, 20, 20, 100, 20, 27, {2, 245, 208, 2}},
    {"ecp5", 1, 17, 17, 100, 22, 25, {1, 135, 180, 2}},
    {"ecp5", 1, 23, 23, 100, 22, 25, {2, 217, 216, 2}},
    {"ecp5", 1, 26, 26, 100, 24, 27, {2, 257, 228, 2}},
    {"ecp5", 2, 20, 20, 100, 22, 25, {4, 346, 381, 3}},
    {"ecp5", 1, 20, 20, 8, 22, 25, {2, 239, 229, 0}},
    {"ecp5", 1, 20, 20, 32, 22, 25, {2, 373, 236, 0}},
};

struct WindowCase {
    const char* family;
    int lanes, in_height, in_width, pixel_beats, kernel, stride, pad, out_height, out_width;
    int kernel_lanes, group_beats, out_groups;
    Resources yosys;
};

const WindowCase kWindows[] = {
    {"xc7", 1, 32, 32, 24, 5, 1, 0, 28, 28, 5, 24, 32, {0, 367, 345, 2.5}},
    {"xc7", 1, 8, 9, 48, 3, 2, 1, 4, 5, 1, 48, 8, {0, 235, 212, 1}},
    {"xc7", 3, 28, 29, 8, 3, 1, 1, 28, 29, 3, 8, 128, {0, 317, 371, 1.5}},
    {"xc7", 6, 8, 9, 8, 3, 2, 1, 4, 5, 1, 1, 1, {0, 210, 263, 1}},
    {"xc7", 2, 28, 29, 64, 3, 1, 0, 26, 27, 3, 1, 1, {0, 301, 315, 6}},
    {"ecp5", 1, 32, 32, 24, 5, 1, 0, 28, 28, 5, 24, 32, {0, 870, 367, 5}},
    {"ecp5", 1, 8, 9, 48, 3, 2, 1, 4, 5, 1, 48, 8, {0, 590, 230, 2}},
    {"ecp5", 3, 28, 29, 8, 3, 1, 1, 28, 29, 3, 8, 128, {0, 840, 400, 3}},
    {"ecp5", 6, 8, 9, 8, 3, 2, 1, 4, 5, 1, 1, 1, {0, 514, 281, 2}},
    {"ecp5", 2, 28, 29, 64, 3, 1, 0, 26, 27, 3, 1, 1, {0, 719, 333, 12}},
};

struct ControlCase {
    const char* family;
    Control block; // inputs, outputs, layers, FIFOs, bits of a mark
    double lut, ff;
};

const ControlCase kControls[] = {
    {"xc7", {1, 1, 1, 0, 1}, 234, 376},     {"xc7", {1, 1, 2, 2, 4}, 261, 460},
    {"xc7", {1, 1, 6, 0, 1}, 346, 696},     {"xc7", {1, 1, 6, 8, 3}, 397, 747},
    {"xc7", {2, 1, 6, 2, 4}, 432, 783},     {"xc7", {3, 3, 6, 2, 4}, 534, 918},
    {"xc7", {1, 1, 12, 0, 1}, 675, 1080},   {"xc7", {1, 1, 24, 0, 1}, 760, 1848},
    {"ecp5", {1, 1, 1, 0, 1}, 639, 376},    {"ecp5", {1, 1, 6, 0, 1}, 1238, 696},
    {"ecp5", {1, 1, 6, 8, 3}, 1468, 747},   {"ecp5", {1, 1, 12, 0, 1}, 2156, 1080},
    {"ecp5", {1, 1, 24, 0, 1}, 4321, 1848},
};

struct BlockCase {
    const char* family;
    Block block;
    Resources yosys;
};

// Streams alone matter of the shapes.
Fifo fifo_of(int lanes, int depth) {
    return {{{4, 4, lanes}, lanes, 8}, depth};
}

Fork fork_of(int lanes, int outputs) {
    return {{{4, 4, lanes}, lanes, 8}, outputs};
}

Regroup regroup_of(const Shape& shape, int lanes, int in_pixels, int out_pixels) {
    return {shape, lanes, in_pixels, out_pixels, 8};
}

const BlockCase kBlocks[] = {
    {"xc7", fifo_of(1, 17), {0, 19, 23, 0}},
    {"xc7", fifo_of(3, 65), {0, 47, 45, 0}},
    {"xc7", fifo_of(3, 600), {0, 40, 32, 1}},
    {"ecp5", fifo_of(1, 17), {0, 46, 23, 0}},
    {"ecp5", fifo_of(2, 3), {0, 40, 22, 0}},
    {"ecp5", fifo_of(3, 600), {0, 103, 32, 2}},
    {"xc7", fork_of(1, 2), {0, 13, 19, 0}},
    {"xc7", fork_of(3, 4), {0, 35, 53, 0}},
    {"ecp5", fork_of(1, 2), {0, 22, 19, 0}},
    {"ecp5", fork_of(3, 4), {0, 45, 53, 0}},
    {"xc7", regroup_of({8, 32, 96}, 1, 1, 4), {0, 297, 182, 0}},
    {"ecp5", regroup_of({8, 32, 96}, 1, 1, 4), {0, 209, 150, 4}},
    {"ecp5", regroup_of({8, 15, 96}, 3, 4, 1), {0, 257, 216, 4}},
    {"xc7", Lookup{{4, 4, 5}, {5, 5}}, {0, 51, 95, 1.5}},
    {"ecp5", Lookup{{4, 4, 5}, {5, 5}}, {0, 116, 95, 3}},
};

} // namespace

TEST_CASE("a dot product's resources are what Yosys reports") {
    for (const DotCase& c : kDots) {
        Dot dot;
        dot.in_lanes = c.in_lanes;
        dot.out_lanes = c.out_lanes;
        dot.kernel_lanes = c.kernel_lanes;
        dot.acc_bits = c.acc_bits;
        dot.words = c.words;
        dot.depthwise = c.depthwise;
        dot.pair_bits = c.pair_bits;
        CAPTURE(c.family, c.in_lanes, c.out_lanes, c.kernel_lanes, c.words, c.pair_bits);
        check_near(dot_resources(dot, family_of(c.family)), c.yosys);
    }
}

TEST_CASE("a window's resources are what Yosys reports") {
    for (const WindowCase& c : kWindows) {
        WindowLayout layout;
        layout.lanes = c.lanes;
        layout.in_height = c.in_height;
        layout.in_width = c.in_width;
        layout.pixel_beats = c.pixel_beats;
        layout.window.kernel_h = layout.window.kernel_w = c.kernel;
        layout.window.stride_h = layout.window.stride_w = c.stride;
        layout.window.pad_top = layout.window.pad_left = c.pad;
        layout.out_height = c.out_height;
        layout.out_width = c.out_width;
        layout.kernel_lanes = c.kernel_lanes;
        layout.group_beats = c.group_beats;
        layout.out_groups = c.out_groups;
        CAPTURE(c.family, c.lanes, c.in_height, c.kernel, c.kernel_lanes, c.out_groups);
        check_near(window_resources(layout, family_of(c.family)), c.yosys);
    }
}

TEST_CASE("a stream block's resources are what Yosys reports") {
    for (const BlockCase& c : kBlocks) {
        CAPTURE(c.family, block_module_name(c.block));
        check_near(block_resources(c.block, family_of(c.family)), c.yosys);
    }
}

TEST_CASE("the control registers' resources are what Yosys reports, flip-flops exactly") {
    for (const ControlCase& c : kControls) {
        CAPTURE(c.family, c.block.inputs, c.block.outputs, c.block.layers, c.block.fifos);
        const Resources model = resources(c.block, family_of(c.family));
        check_near(model, {.lut = c.lut, .ff = c.ff});
        CHECK(model.ff == c.ff);
    }
}

TEST_CASE("a requantizer's resources are what Yosys reports") {
    for (const RequantCase& c : kRequants) {
        Requant requant;
        requant.lanes = c.lanes;
        requant.acc_bits = c.acc_bits;
        requant.sum_bits = c.sum_bits;
        requant.groups = c.groups;
        requant.shift_min = c.shift_min;
        requant.shift_max = c.shift_max;
        CAPTURE(c.family, c.lanes, c.sum_bits, c.groups, c.shift_min, c.shift_max);
        check_near(requant_resources(requant, family_of(c.family)), c.yosys);
    }
}
