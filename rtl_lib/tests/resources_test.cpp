// SPDX-License-Identifier: Apache-2.0
// The resource model beside Yosys 0.23 (synth_xilinx -family xc7, synth_ecp5), measured 2026-11-21
// on instances with random memory contents; testbench/tools/resources/fit.py measures more.
#include <cmath>

#include <catch2/catch.hpp>

#include "base/devices.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/blocks/requant/requant.h"

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
