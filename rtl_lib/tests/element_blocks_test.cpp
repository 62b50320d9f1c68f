// SPDX-License-Identifier: Apache-2.0
// sluice_requant, sluice_add, sluice_global_pool and sluice_arg_max alone, in Verilator.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/add/add.h"
#include "rtl_lib/blocks/arg_max/arg_max.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/global_pool/global_pool.h"
#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/tests/bench/bench.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;
using bench::Frames;

namespace {

constexpr std::uint32_t kSeed = 20260;
constexpr int kFrames = 4;

struct Random {
    std::mt19937 engine{kSeed};
    int in(std::int64_t low, std::int64_t high) {
        return static_cast<int>(std::uniform_int_distribution<std::int64_t>(low, high)(engine));
    }
    // Mostly anything, sometimes an end of the range.
    int value(std::int64_t low, std::int64_t high) {
        const int kind = in(0, 9);
        return kind == 0   ? static_cast<int>(low)
               : kind == 1 ? static_cast<int>(high)
                           : in(low, high);
    }
    Frames frames(const Shape& shape, int frames, int low = -128, int high = 127) {
        Frames all(static_cast<std::size_t>(frames));
        for (auto& frame : all)
            for (std::int64_t i = 0; i < shape.elements(); ++i)
                frame.push_back(value(low, high));
        return all;
    }
};

// The arithmetic of quantizer/network/requant.h after the product, which has at most 50 bits.
int requantized(std::int64_t product, int shift, int zero_point, int low, int high) {
    const std::int64_t rounded = (product + (std::int64_t{1} << (shift - 1))) >> shift;
    const std::int64_t q = rounded + zero_point;
    return static_cast<int>(q < low ? low : q > high ? high : q);
}

std::vector<std::int8_t> random_table(Random& random) {
    std::vector<std::int8_t> table;
    for (int i = 0; i < 256; ++i)
        table.push_back(static_cast<std::int8_t>(random.in(-128, 127)));
    return table;
}

// Word i is the value of the byte i, read as two's complement (table[q + 128]).
MemoryImage image_of(const std::vector<std::int8_t>& table) {
    MemoryImage image("TableFile", 8, 256);
    for (int q = -128; q < 128; ++q)
        image.set(q & 255, 0, 8, table[static_cast<std::size_t>(q + 128)]);
    return image;
}

// Pixels that share a lane's factors stand side by side in the shape's channels.
// With `apart`, of logic, for values so many cycles apart.
Case requant_case(Random& random, Shape shape, Requant r, int apart = 0) {
    if (apart > 0)
        r.digits = requant_digits(apart);
    else
        apart = 1;
    const Stream in{shape, r.lanes * r.pixels, r.acc_bits};
    r.groups = static_cast<int>(in.beats_per_group());
    std::vector<int> channel_of;
    for (int i = 0; i < r.groups * r.lanes; ++i)
        channel_of.push_back(i * r.pixels < shape.channels ? i : -1);
    const std::int64_t reach = std::int64_t{1} << (r.acc_bits - 2);
    std::vector<std::int32_t> bias, multiplier;
    std::vector<std::uint8_t> shift;
    for (int c = 0; c < shape.channels; ++c) {
        bias.push_back(random.value(-reach, reach - 1));
        multiplier.push_back(random.value(-131071, 131071));
        shift.push_back(static_cast<std::uint8_t>(random.value(r.shift_min, r.shift_max)));
    }
    const auto table = random_table(random);
    Case c;
    c.name = "requant " + std::to_string(shape.channels) + "/" + std::to_string(r.lanes) +
             (r.digits > 0 ? " apart " + std::to_string(apart) : "") +
             (r.pixels > 1 ? " pixels " + std::to_string(r.pixels) : "") + " shift " +
             std::to_string(r.shift_min) + ".." + std::to_string(r.shift_max);
    c.module = "bench_requant";
    c.sources = collect_sources();
    for (const auto& file : requant_sources())
        c.sources.push_back(file);
    c.sources.push_back("tests/bench/bench_requant.sv");
    const int latency = requant_latency(r);
    const int depth = collect_depth(latency, 1, apart);
    c.parameters = {{"Lanes", r.lanes},        {"Pixels", r.pixels},
                    {"AccBits", r.acc_bits},   {"SumBits", r.sum_bits},
                    {"Groups", r.groups},      {"ShiftMin", r.shift_min},
                    {"ShiftMax", r.shift_max}, {"ZeroPoint", r.zero_point},
                    {"ClampLow", r.clamp_low}, {"ClampHigh", r.clamp_high},
                    {"HasTable", r.table},     {"Depth", depth},
                    {"Digits", r.digits},      {"Apart", apart}};
    c.images.push_back(requant_image(r, channel_of, bias, multiplier, shift));
    if (r.table)
        c.images.push_back(image_of(table));
    c.in = {in};
    c.out = {{shape, in.lanes, 8}};
    struct Process : BeatProcess {
        BeatChannel* in;
        Collector collector;
        int apart;
        Cycle free_from = 0;
        Process(const BeatPorts& ports, int depth_, int latency_, int apart_)
            : in(ports.in[0]), collector(*ports.out[0], depth_, latency_), apart(apart_) {}
        bool advance() override {
            bool moved = false;
            for (; in->has_offer() && collector.has_room(); moved = true) {
                const Cycle at = in->take(std::max(collector.room_from(), free_from));
                collector.issue(at);
                free_from = at + apart;
            }
            return moved;
        }
    };
    c.process = [depth, latency, apart](BeatPorts ports) {
        return std::make_unique<Process>(ports, depth, latency, apart);
    };
    c.interval = in.beats() * apart;
    c.input = {
        random.frames(shape, kFrames, static_cast<int>(-reach), static_cast<int>(reach - 1))};
    const auto channel = [&](std::size_t i) {
        return i % static_cast<std::size_t>(shape.channels) / static_cast<std::size_t>(r.pixels);
    };
    // Where the product is near the clamps, every value in between occurs.
    for (auto& frame : c.input[0])
        for (std::size_t i = 0; i < frame.size(); ++i) {
            const auto ch = channel(i);
            if (random.in(0, 1) && multiplier[ch] != 0) {
                const std::int64_t wanted = std::int64_t{random.in(-300, 300)} << shift[ch];
                const auto acc = wanted / multiplier[ch] - bias[ch] + random.in(-1, 1);
                if (acc >= -reach && acc < reach)
                    frame[i] = static_cast<int>(acc);
            }
        }
    c.expected = c.input;
    for (auto& frame : c.expected[0])
        for (std::size_t i = 0; i < frame.size(); ++i) {
            const auto ch = channel(i);
            const auto sum = std::int64_t{frame[i]} + bias[ch];
            const int q = requantized(std::int64_t{sum} * multiplier[ch], shift[ch], r.zero_point,
                                      r.clamp_low, r.clamp_high);
            frame[i] = r.table ? table[static_cast<std::size_t>(q + 128)] : q;
        }
    return c;
}

Case add_case(Random& random, Add add, int lanes, int in_pixels = 1) {
    add.parallelism = {lanes, lanes, 1, in_pixels};
    auto c = bench::make_case("add " + std::to_string(add.shape.channels) + "/" +
                                  std::to_string(lanes) + " shift " + std::to_string(add.shift),
                              add);
    const auto table = random_table(random);
    if (add.table)
        c.images.push_back(image_of(table));
    c.input = {random.frames(add.shape, kFrames), random.frames(add.shape, kFrames)};
    c.expected = {c.input[0]};
    for (std::size_t f = 0; f < c.expected[0].size(); ++f)
        for (std::size_t i = 0; i < c.expected[0][f].size(); ++i) {
            const std::int64_t sum = std::int64_t{c.input[0][f][i]} * add.multiplier_a +
                                     std::int64_t{c.input[1][f][i]} * add.multiplier_b + add.bias;
            const int q =
                requantized(sum, add.shift, add.zero_point, add.clamp_low, add.clamp_high);
            c.expected[0][f][i] = add.table ? table[static_cast<std::size_t>(q + 128)] : q;
        }
    return c;
}

Case global_pool_case(Random& random, Shape shape, int lanes, int in_pixels = 1) {
    const auto pixels = shape.pixels();
    GlobalPool pool;
    pool.input = shape;
    const int reach = in_pixels == 1 ? 128 : 30; // of zero points; 30: nothing saturates
    const int zero_point = random.in(-reach, reach - 1);
    pool.bias = -zero_point * pixels;
    const auto factor =
        to_fixed_factor((random.in(0, 1) ? 1.7 : 0.6) / static_cast<double>(pixels));
    pool.multiplier = factor.multiplier;
    pool.shift = factor.shift;
    pool.zero_point = random.in(-reach, reach - 1);
    pool.clamp_low = random.in(-128, -100);
    pool.clamp_high = random.in(100, 127);
    pool.parallelism = {lanes, lanes, 1, in_pixels};
    auto c =
        bench::make_case("global_pool " + std::to_string(shape.height) + "x" +
                             std::to_string(shape.width) + "x" + std::to_string(shape.channels) +
                             "/" + std::to_string(lanes) + " pixels " + std::to_string(in_pixels),
                         pool);
    c.input = {random.frames(shape, kFrames + 2)};
    c.expected = {Frames{}};
    for (const auto& frame : c.input[0]) {
        std::vector<int> result;
        for (int ch = 0; ch < shape.channels; ++ch) {
            std::int64_t sum = pool.bias;
            for (std::int64_t p = 0; p < pixels; ++p)
                sum += frame[static_cast<std::size_t>(p * shape.channels + ch)];
            result.push_back(requantized(std::int64_t{sum} * pool.multiplier, pool.shift,
                                         pool.zero_point, pool.clamp_low, pool.clamp_high));
        }
        c.expected[0].push_back(result);
    }
    return c;
}

Case arg_max_case(Random& random, Shape shape, int lanes) {
    auto c =
        bench::make_case("arg_max " + std::to_string(shape.channels) + "/" + std::to_string(lanes),
                         ArgMax{shape, {lanes, lanes, 1}});
    // Few different values, so that there are equals; some pixels of -128 alone.
    const int low = random.in(0, 1) ? -128 : -3;
    c.input = {random.frames(shape, kFrames, low, random.in(0, 2) ? low + 4 : 127)};
    c.expected = {Frames{}};
    for (auto& frame : c.input[0]) {
        std::vector<int> result;
        for (std::int64_t p = 0; p < shape.pixels(); ++p) {
            const auto first = frame.begin() + p * shape.channels;
            if (random.in(0, 7) == 0)
                std::fill(first, first + shape.channels, -128);
            result.push_back(
                static_cast<int>(std::max_element(first, first + shape.channels) - first));
        }
        c.expected[0].push_back(result);
    }
    return c;
}

std::vector<Case> all_cases() {
    Random random;
    std::vector<Case> cases;
    //                             lanes acc sum groups shifts  zp   low  high table
    cases.push_back(requant_case(random, {5, 7, 3}, {1, 24, 24, 1, 30, 30, 3, -128, 127, false}));
    cases.push_back(requant_case(random, {5, 7, 3}, {3, 18, 19, 1, 1, 1, -9, -100, 90, false}));
    cases.push_back(
        requant_case(random, {3, 9, 7}, {3, 24, 25, 1, 20, 33, 128 - 1, -128, 127, true}));
    cases.push_back(
        requant_case(random, {4, 3, 10}, {4, 30, 32, 1, 33, 47, -128, -128, 127, false}));
    cases.push_back(requant_case(random, {2, 2, 70}, {1, 16, 16, 1, 10, 14, 17, 17, 100, true}));
    cases.push_back(requant_case(random, {3, 3, 9}, {2, 9, 9, 1, 1, 47, 5, -128, 127, false}));
    cases.push_back(requant_case(random, {3, 3, 4}, {2, 5, 6, 1, 40, 47, 5, -128, 127, false}));

    cases.push_back(
        requant_case(random, {3, 3, 10}, {2, 18, 20, 1, 12, 15, 5, -128, 127, true, 2}));
    cases.push_back(
        requant_case(random, {2, 3, 20}, {1, 18, 20, 1, 13, 13, 5, -128, 127, false, 4}));

    for (const int apart : {1, 2, 3, 4, 5, 7, 9, 10, 13})
        cases.push_back(requant_case(
            random, {3, 3, 9},
            {2, 18, 20, 1, 12, 12 + apart % 3, 5, -128, 127, false, 1 + apart % 2}, apart));
    cases.push_back(
        requant_case(random, {3, 3, 4}, {1, 31, 32, 1, 33, 36, 0, -128, 127, false}, 10));
    cases.push_back(requant_case(random, {3, 3, 4}, {1, 6, 6, 1, 8, 8, 0, -128, 127, true}, 1));

    //                                shape       ma      mb       bias  s  zp  low  high table
    cases.push_back(add_case(
        random,
        {{5, 3, 7}, AddOperation::sum, 90000, -131071, 40000, 0, 17, 4, -128, 127, false, {}}, 3));
    cases.push_back(add_case(random,
                             {{3, 4, 8},
                              AddOperation::sum,
                              131071,
                              131071,
                              -33554176,
                              0,
                              18,
                              -128,
                              -128,
                              127,
                              false,
                              {}},
                             4));
    cases.push_back(
        add_case(random, {{1, 1, 10}, AddOperation::sum, 3, 5, -7, 0, 1, 0, 0, 6, true, {}}, 10));
    cases.push_back(add_case(
        random,
        {{2, 9, 5}, AddOperation::sum, 70000, 66000, 12345, 0, 47, 100, -128, 127, true, {}}, 1));

    const Mapping logic{Unit::dsp, Packing::none, Unit::logic};
    cases.push_back(add_case(random,
                             {{4, 3, 6},
                              AddOperation::sum,
                              90000,
                              -131071,
                              40000,
                              0,
                              17,
                              4,
                              -128,
                              127,
                              false,
                              {},
                              logic},
                             3));
    cases.push_back(add_case(
        random, {{2, 3, 5}, AddOperation::sum, 65536, -3, -9, 0, 13, 9, -128, 127, true, {}, logic},
        2));

    for (const auto& [shape, lanes] : std::vector<std::pair<Shape, int>>{{{5, 3, 4}, 4},
                                                                         {{1, 1, 6}, 6},
                                                                         {{1, 1, 10}, 3},
                                                                         {{1, 1, 30}, 1},
                                                                         {{2, 1, 3}, 3},
                                                                         {{3, 2, 7}, 4},
                                                                         {{2, 3, 8}, 3},
                                                                         {{7, 7, 16}, 4},
                                                                         {{3, 5, 17}, 2},
                                                                         {{2, 1, 40}, 2},
                                                                         {{1, 2, 9}, 2}})
        cases.push_back(global_pool_case(random, shape, lanes));
    for (const auto& [shape, lanes, pixels] :
         std::vector<std::tuple<Shape, int, int>>{{{5, 3, 4}, 4, 2},
                                                  {{4, 8, 7}, 3, 4},
                                                  {{1, 5, 6}, 6, 8},
                                                  {{3, 7, 17}, 2, 4},
                                                  {{2, 4, 9}, 3, 2}})
        cases.push_back(global_pool_case(random, shape, lanes, pixels));
    cases.push_back(add_case(
        random,
        {{5, 3, 7}, AddOperation::sum, 90000, -131071, 40000, 0, 17, 4, -128, 127, false, {}}, 3,
        2));

    for (const auto& [shape, lanes] : std::vector<std::pair<Shape, int>>{{{3, 5, 10}, 1},
                                                                         {{3, 5, 10}, 3},
                                                                         {{2, 7, 10}, 10},
                                                                         {{1, 1, 10}, 4},
                                                                         {{4, 3, 1}, 1},
                                                                         {{4, 3, 2}, 2},
                                                                         {{5, 2, 5}, 4},
                                                                         {{1, 4, 129}, 16},
                                                                         {{3, 3, 16}, 8}})
        cases.push_back(arg_max_case(random, shape, lanes));
    return cases;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

} // namespace

TEST_CASE("element-wise blocks give the right beats in the predicted cycles") {
    const auto complaints = bench::run("element_blocks", all_cases(), kSeed);
    INFO(joined(complaints));
    CHECK(complaints.empty());
}

// One small case of each block, in which every fault below shows.
std::vector<Case> few_cases() {
    Random random;
    return {requant_case(random, {3, 3, 9}, {3, 18, 20, 1, 12, 15, 5, -128, 127, true}),
            requant_case(random, {3, 3, 2}, {2, 18, 20, 1, 12, 12, 5, -128, 127, false}, 10),
            add_case(random,
                     {{3, 3, 4}, AddOperation::sum, 900, -1200, 77, 0, 8, 4, -128, 127, false, {}},
                     2),
            global_pool_case(random, {3, 2, 9}, 2),
            global_pool_case(random, {2, 5, 4}, 4),
            global_pool_case(random, {2, 5, 4}, 2, 4),
            arg_max_case(random, {5, 5, 10}, 10),
            arg_max_case(random, {5, 5, 10}, 4)};
}

// Whether a complaint about a case whose name begins so contains `text`.
bool complains(const std::vector<std::string>& complaints, const std::string& name,
               const std::string& text) {
    return std::any_of(complaints.begin(), complaints.end(), [&](const std::string& line) {
        return line.rfind(name, 0) == 0 && line.find(text) != std::string::npos;
    });
}

TEST_CASE("planted faults in element-wise blocks are found") {
    SECTION("one in each block") {
        const auto complaints = bench::run(
            "element_faults", few_cases(), kSeed,
            {{"blocks/requant/sluice_requant.sv", "if (!rst_ni) group_d = '0;",
              "if (!rst_ni) group_d = CountBits'(Groups - 1);"},
             {"blocks/requant/sluice_mul_serial.sv", "assign negative = multiplier_q[2]",
              "assign negative = multiplier_q[1]"},
             {"blocks/add/sluice_add.sv", "= b * MULTIPLIER_B", "= b * MULTIPLIER_A"},
             {"blocks/global_pool/sluice_global_pool.sv", "frame_first_q <= last;",
              "frame_first_q <= 1'b0;"},
             {"blocks/arg_max/sluice_arg_max.sv", "right_wins = $signed(right) > $signed(left)",
              "right_wins = $signed(right) >= $signed(left)"}});
        INFO(joined(complaints));
        for (const std::string block :
             {"requant 9/3", "requant 2/2 apart 10", "add", "global_pool", "arg_max"})
            CHECK(complains(complaints, block, "instead of"));
    }
    SECTION("pixels right of the image counted") {
        const auto complaints =
            bench::run("element_faults", few_cases(), kSeed,
                       {{"blocks/global_pool/sluice_global_pool.sv", "j >= LastPixels && row_last",
                         "j >= LastPixels && !row_last"}});
        INFO(joined(complaints));
        CHECK(complains(complaints, "global_pool 2x5x4/2 pixels 4", "instead of"));
    }
    SECTION("rounding left out") {
        const auto complaints =
            bench::run("element_faults", few_cases(), kSeed,
                       {{"blocks/requant/sluice_round_clamp.sv", "(OFFSET | 11'(up))", "OFFSET"}});
        INFO(joined(complaints));
        for (const std::string block : {"requant", "add", "global_pool"})
            CHECK(complains(complaints, block, "instead of"));
    }
    SECTION("a credit too few, which costs only cycles") {
        const auto complaints =
            bench::run("element_faults", few_cases(), kSeed,
                       {{"blocks/collect/sluice_credits.sv", "credits_q <= CreditBits'(Credits)",
                         "credits_q <= CreditBits'(Credits - 1)"}});
        INFO(joined(complaints));
        CHECK(complains(complaints, "add", "predicted"));
        CHECK(complains(complaints, "arg_max", "predicted"));
    }
    SECTION("a credit too many, which loses beats") {
        const auto complaints =
            bench::run("element_faults", few_cases(), kSeed,
                       {{"blocks/collect/sluice_credits.sv", "credits_q <= CreditBits'(Credits)",
                         "credits_q <= CreditBits'(Credits + 1)"}});
        CHECK(!complaints.empty());
    }
}

TEST_CASE("useful lanes are the smallest for each number of beats") {
    CHECK(useful_lanes(1) == std::vector<int>{1});
    CHECK(useful_lanes(10) == std::vector<int>{1, 2, 3, 4, 5, 10});
    for (const int channels : {7, 64, 1000}) {
        std::vector<int> expected;
        for (int lanes = 1; lanes <= channels; ++lanes)
            if (lanes == 1 || ceil_div(channels, lanes) < ceil_div(channels, lanes - 1))
                expected.push_back(lanes);
        CHECK(useful_lanes(channels) == expected);
    }
}

TEST_CASE("a parallelism that a block cannot have is an error that names one that it can") {
    const ArgMax block{{1, 1, 10}, {}};
    CHECK(with_parallelism(block, {4, 1, 1}).parallelism == Parallelism{4, 4, 1});
    CHECK_THROWS_WITH(with_parallelism(block, {11, 1, 1}), Catch::Contains("10"));
    CHECK_THROWS_AS(with_parallelism(block, {4, 2, 1}), Error);
    CHECK_THROWS_AS(with_parallelism(block, {4, 4, 3}), Error);
}

TEST_CASE("a requantizer's factors lie in the word as its header says") {
    const Requant r{2, 20, 20, 2, 10, 13, 0, -128, 127, false};
    const std::vector<int> channel_of{0, 2, 1, -1};
    const auto image =
        requant_image(r, channel_of, std::vector<std::int32_t>{1, -2, 3},
                      std::vector<std::int32_t>{4, 5, -6}, std::vector<std::uint8_t>{10, 11, 13});
    CHECK(image.word_bits() == 2 * (2 + 18 + 20));
    // Lane: shift 2 bits, multiplier 18, bias 20: channel 2 is 3, -6, 3; channel 0 is 0, 4, 1.
    CHECK(image.hex() == "ffffa000030000400001\n000000000040005ffffe\n");
    CHECK_THROWS_AS(requant_image(r, channel_of, std::vector<std::int32_t>{1, -2, 3},
                                  std::vector<std::int32_t>{4, 5, -6},
                                  std::vector<std::uint8_t>{10, 11, 14}),
                    std::logic_error);
}
