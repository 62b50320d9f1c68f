// SPDX-License-Identifier: Apache-2.0
// Two products in one multiplier: the arithmetic over every operand, and sluice_dot in Verilator.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "rtl_lib/tests/dot_reference.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;

namespace {

constexpr std::uint32_t kSeed = 20262;

struct Pair {
    int high = 0, low = 0;
    friend bool operator==(const Pair&, const Pair&) = default;
};

// What sluice_mul_pair does: one signed product, a constant added, two fields.
Pair packed_products(int high, int low, int b, int spacing) {
    const std::int64_t a = (std::int64_t{high - (low < 0 ? 1 : 0)} << spacing) |
                           (std::int64_t{low} & ((std::int64_t{1} << spacing) - 1));
    const std::int64_t half = std::int64_t{1} << (spacing - 1);
    const std::int64_t sum = a * b + half;
    const std::int64_t field = sum & ((std::int64_t{1} << spacing) - 1);
    return {static_cast<int>(sum >> spacing), static_cast<int>(field - half)};
}

// Of all 2^24 operands, those whose products come out wrong.
int wrong_products(int spacing) {
    int wrong = 0;
    for (int high = -128; high < 128; ++high)
        for (int low = -128; low < 128; ++low)
            for (int b = -128; b < 128; ++b)
                wrong += packed_products(high, low, b, spacing) != Pair{high * b, low * b};
    return wrong;
}

Dot dot(int in, int out, int kernel, int pixels, int pair_bits, int high_bits = 8) {
    Dot d;
    d.in_lanes = in;
    d.out_lanes = out;
    d.kernel_lanes = kernel;
    d.pixels = pixels;
    d.pair_bits = pair_bits;
    d.high_bits = high_bits;
    return d;
}

Dot depthwise(int lanes, int kernel, int pixels, int pair_bits) {
    Dot d = dot(lanes, lanes, kernel, pixels, pair_bits);
    d.depthwise = true;
    return d;
}

Case random_case(std::mt19937& random, Dot d) {
    const int operations = 1 + static_cast<int>(random() % 4);
    d.words = operations * (1 + static_cast<int>(random() % 3));
    std::string name = d.depthwise ? "depthwise" : d.logic ? "logic" : "dense";
    for (const int number : {d.in_lanes, d.out_lanes, d.kernel_lanes, d.pixels, d.weight_bits,
                             d.pair_bits, d.high_bits, operations})
        name += " " + std::to_string(number);
    return bench::dot_case(random, name, d, operations);
}

// Odd and even lanes and pixels, one term and several levels of sums, both widths of multiplier.
std::vector<Case> all_cases(std::mt19937& random) {
    std::vector<Case> cases;
    for (const int pair_bits : {0, 25, 27}) {
        for (const int high_bits : {8, 9}) {
            if (pair_bits == 0 && high_bits == 9)
                continue;
            cases.push_back(random_case(random, dot(1, 2, 1, 1, pair_bits, high_bits)));
            cases.push_back(random_case(random, dot(2, 3, 1, 1, pair_bits, high_bits)));
            cases.push_back(random_case(random, dot(3, 2, 3, 2, pair_bits, high_bits)));
            cases.push_back(random_case(random, dot(2, 5, 2, 3, pair_bits, high_bits)));
            cases.push_back(random_case(random, dot(5, 4, 2, 1, pair_bits, high_bits)));
        }
        cases.push_back(random_case(random, depthwise(2, 3, 2, pair_bits)));
        cases.push_back(random_case(random, depthwise(3, 9, 3, pair_bits)));
        cases.push_back(random_case(random, depthwise(1, 1, 4, pair_bits)));
        cases.push_back(random_case(random, depthwise(2, 4, 1, pair_bits)));
        for (const int weight_bits : {2, 4, 7})
            for (const int more : {0, 1}) {
                Dot narrow = dot(4, 3, 1, 2, pair_bits, weight_bits + more);
                narrow.weight_bits = weight_bits;
                cases.push_back(random_case(random, narrow));
                narrow = depthwise(2, 5, 2, pair_bits);
                narrow.weight_bits = narrow.high_bits = weight_bits;
                cases.push_back(random_case(random, narrow));
            }
    }
    for (int weight_bits = 2; weight_bits <= 8; ++weight_bits) {
        Dot logic = dot(2, 2, 2, 1, 0, weight_bits + 1);
        logic.logic = true;
        logic.weight_bits = weight_bits;
        cases.push_back(random_case(random, logic));
    }
    return cases;
}

// The exit code of tests/bench/mul_pair_main.cpp on sluice_mul_pair with these parameters.
int run_pair(const std::string& name, const std::string& parameters, const std::string& defines,
             const std::string& source = "") {
    const std::filesystem::path root = SLUICE_SOURCE_DIR;
    const auto folder =
        std::filesystem::path(SLUICE_BINARY_DIR) / "rtl_lib/tests/bench" / ("mul_pair_" + name);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto module = source.empty() ? root / "rtl_lib/blocks/dot/sluice_mul_pair.sv"
                                       : folder / "sluice_mul_pair.sv";
    if (!source.empty())
        std::ofstream(module) << source;
    const std::string command = "cd " + folder.string() +
                                " && verilator --cc --exe --build -Wall -Wno-WIDTH -O3 " +
                                parameters + " -CFLAGS '-O3 " + defines + "' " + module.string() +
                                " " + (root / "rtl_lib/tests/bench/mul_pair_main.cpp").string() +
                                " > build.log 2>&1 || exit 9; ./obj_dir/Vsluice_mul_pair > run.log";
    return WEXITSTATUS(std::system(command.c_str()));
}

} // namespace

TEST_CASE("two products packed 16 or 18 apart are exact for every pair and shared operand") {
    CHECK(wrong_products(16) == 0);
    CHECK(wrong_products(17) == 0);
    CHECK(wrong_products(18) == 0);
    CHECK(wrong_products(15) > 0); // the low product needs 16 bits
}

TEST_CASE("sluice_mul_pair is exact for every pair and shared operand") {
    CHECK(run_pair("one", "-GHiBits=9 -GSpacing=16 -GOutBits=16", "-DTERMS=1") == 0);
}

TEST_CASE("a sum of three of sluice_mul_pair is exact at the ends of the range and in between") {
    CHECK(run_pair("three", "-GHiBits=9 -GSpacing=17 -GTerms=3 -GSummed=1 -GOutBits=18",
                   "-DTERMS=3") == 0);
}

TEST_CASE("sluice_dot: values, cycles, stalls, in every form") {
    std::mt19937 random(kSeed);
    INFO("seed " << kSeed);
    for (const auto& complaint : bench::run("dot", all_cases(random), kSeed))
        FAIL_CHECK(complaint);
}

TEST_CASE("faults in the packing do not go unnoticed") {
    const std::vector<bench::Fault> faults = {
        {"blocks/dot/sluice_mul_pair.sv", "SumBits'(1) << (Spacing - 1)",
         "SumBits'(1) << (Spacing - 2)"},
        {"blocks/dot/sluice_mul_pair.sv", "~sum_q[Spacing-1]", "sum_q[Spacing-1]"},
        {"blocks/dot/sluice_dot.sv", "-\n            9'(taken[LowAt+t*8+7])", ""},
        {"blocks/dot/sluice_dot_pair.sv", "? ProductBits + 1 : ProductBits",
         "? ProductBits : ProductBits"},
    };
    int number = 0;
    for (const auto& fault : faults) {
        std::mt19937 random(kSeed);
        const std::vector<Case> cases = {random_case(random, dot(3, 3, 1, 2, 25)),
                                         random_case(random, depthwise(2, 3, 2, 25))};
        INFO(fault.source << ": " << fault.replacement);
        bool noticed = false;
        try {
            noticed =
                !bench::run("dot_fault" + std::to_string(number++), cases, kSeed, {fault}).empty();
        } catch (const std::logic_error&) {
            noticed = true; // a rule of the module stopped it
        }
        CHECK(noticed);
    }
    // A ROM whose high weights are not lessened.
    std::mt19937 random(kSeed);
    std::vector<Case> cases = {random_case(random, dot(3, 3, 1, 2, 25))};
    const auto plain = random_case(random, dot(3, 3, 1, 2, 0));
    cases[0].images = plain.images;
    CHECK_FALSE(bench::run("dot_fault_rom", cases, kSeed).empty());
}
