// SPDX-License-Identifier: Apache-2.0
// sluice_regroup alone, in Verilator.
#include <catch2/catch.hpp>
#include <random>

#include "rtl_lib/blocks/regroup/regroup.h"
#include "rtl_lib/tests/bench/bench.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;

namespace {

constexpr std::uint32_t kSeed = 20262;

Case regroup_case(std::mt19937& random, Shape shape, int lanes, int in, int out) {
    auto c = bench::make_case("regroup " + std::to_string(shape.width) + "x" +
                                  std::to_string(shape.channels) + "/" + std::to_string(lanes) +
                                  " from " + std::to_string(in) + " to " + std::to_string(out),
                              Regroup{shape, lanes, in, out});
    bench::Frames frames(3);
    for (auto& frame : frames)
        for (std::int64_t i = 0; i < shape.elements(); ++i)
            frame.push_back(static_cast<int>(random() % 256) - 128);
    c.input = c.expected = {frames};
    return c;
}

// Rows that the larger number of pixels divides and does not, groups of one and of several beats.
std::vector<Case> all_cases(std::mt19937& random) {
    std::vector<Case> cases;
    for (const auto& [in, out] : std::vector<std::pair<int, int>>{
             {1, 2}, {2, 1}, {1, 4}, {4, 1}, {2, 4}, {4, 2}, {2, 8}, {8, 2}, {1, 8}, {8, 1}}) {
        cases.push_back(regroup_case(random, {3, 8, 3}, 3, in, out));
        cases.push_back(regroup_case(random, {3, 9, 5}, 2, in, out));
        cases.push_back(regroup_case(random, {2, 13, 4}, 2, in, out));
    }
    cases.push_back(regroup_case(random, {5, 3, 7}, 1, 1, 4));
    cases.push_back(regroup_case(random, {5, 3, 7}, 7, 4, 1));
    return cases;
}

} // namespace

TEST_CASE("regroupings keep every value, in the predicted cycles") {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    for (const auto& complaint : bench::run("regroup", all_cases(random), kSeed))
        FAIL_CHECK(complaint);
}

TEST_CASE("faults in a regrouping do not go unnoticed") {
    const std::string file = "blocks/regroup/sluice_regroup.sv";
    const std::vector<bench::Fault> faults = {
        {file, "PartIndexBits'(LastParts - 1)", "PartIndexBits'(Parts - 1)"},
        {file, "free_q      <= CountBits'(Words);", "free_q      <= CountBits'(Words - 1);"},
        {file, "free_q      <= CountBits'(Words);", "free_q      <= CountBits'(Words + 1);"},
        {file, "part2_q         <= part1_q;", "part2_q         <= part_q;"},
        {file, "(i*Parts+p)*PartPixels*LaneBits+:PartPixels*LaneBits] =\n            read",
         "(p*Lanes+i)*PartPixels*LaneBits+:PartPixels*LaneBits] =\n            read"},
    };
    int number = 0;
    for (const auto& fault : faults) {
        std::mt19937 random(kSeed);
        const std::vector<Case> cases = {regroup_case(random, {3, 9, 5}, 2, 1, 4),
                                         regroup_case(random, {3, 9, 3}, 2, 4, 1)};
        INFO(fault.text << " to " << fault.replacement);
        CHECK_FALSE(
            bench::run("regroup_fault" + std::to_string(number++), cases, kSeed, {fault}).empty());
    }
}
