// SPDX-License-Identifier: Apache-2.0
// sluice_pool alone, in Verilator.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/tests/bench/bench.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;

namespace {

constexpr std::uint32_t kSeed = 20261;
constexpr int kFrames = 4;

int random_int(std::mt19937& random, int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
}

// One output value by plain loops; max and average as quantizer/network/layers say.
int expected_value(const Pool& pool, const std::vector<int>& frame, int oy, int ox, int c) {
    const Window& w = pool.window;
    std::int64_t sum = 0;
    int largest = -128;
    int place = 0;
    int inside = 0;
    for (int ky = 0; ky < w.kernel_h; ++ky)
        for (int kx = 0; kx < w.kernel_w; ++kx) {
            const int y = oy * w.stride_h - w.pad_top + ky * w.dilation_h;
            const int x = ox * w.stride_w - w.pad_left + kx * w.dilation_w;
            if (y < 0 || y >= pool.input.height || x < 0 || x >= pool.input.width) {
                sum += pool.pad_value;
                continue;
            }
            const int value = frame[static_cast<std::size_t>(
                (y * pool.input.width + x) * pool.input.channels + c)];
            sum += value;
            if (value > largest) {
                largest = value;
                place = ky * w.kernel_w + kx;
            }
            ++inside;
        }
    if (!pool.average)
        return pool.places ? place : largest;
    const int count = pool.count_include_pad ? w.positions() : inside;
    const std::int64_t product =
        (sum + pool.bias) * pool.multiplier[static_cast<std::size_t>(count - 1)];
    const std::int64_t q = round_shift(product, pool.shift) + pool.zero_point;
    return static_cast<int>(std::clamp<std::int64_t>(q, pool.clamp_low, pool.clamp_high));
}

enum class Kind { kMax, kPlace, kAverage, kAverageWithPad };

Case pool_case(std::mt19937& random, Kind kind, const Shape& input, const Window& window, int lanes,
               int kernel, int pixels = 1, int input_pixels = 1) {
    Pool pool;
    pool.input = input;
    pool.window = window;
    pool.parallelism = {lanes, lanes, kernel, pixels};
    pool.input_pixels = input_pixels;
    pool.places = kind == Kind::kPlace;
    if (kind == Kind::kAverage || kind == Kind::kAverageWithPad) {
        pool.average = true;
        pool.count_include_pad = kind == Kind::kAverageWithPad;
        pool.pad_value = random_int(random, -128, 127);
        pool.bias = -std::int64_t{pool.pad_value} * window.positions();
        pool.shift = 17;
        for (int n = 1; n <= window.positions(); ++n)
            pool.multiplier.push_back(fixed_multiplier(0.9 / n, pool.shift));
        pool.zero_point = random_int(random, -40, 40);
        pool.clamp_low = random_int(random, -128, -60);
        pool.clamp_high = random_int(random, 60, 127);
    }
    const char* const names[] = {"max", "place", "average", "average with pad"};
    auto c = bench::make_case(
        std::string("pool ") + names[static_cast<int>(kind)] + " " + std::to_string(input.height) +
            "x" + std::to_string(input.width) + "x" + std::to_string(input.channels) + " kernel " +
            std::to_string(window.kernel_h) + "x" + std::to_string(window.kernel_w) + " stride " +
            std::to_string(window.stride_h) + "x" + std::to_string(window.stride_w) + " lanes " +
            std::to_string(lanes) + "x" + std::to_string(kernel) + " pixels " +
            std::to_string(input_pixels) + " to " + std::to_string(pixels),
        pool);
    c.images = pool_images(pool);
    c.input.resize(1);
    c.expected.resize(1);
    const Shape out = c.out[0].shape;
    for (int f = 0; f < kFrames; ++f) {
        std::vector<int> frame, result;
        for (std::int64_t i = 0; i < input.elements(); ++i)
            frame.push_back(random_int(random, -128, random_int(random, 0, 1) ? 127 : -120));
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int ch = 0; ch < out.channels; ++ch)
                    result.push_back(expected_value(pool, frame, y, x, ch));
        c.input[0].push_back(frame);
        c.expected[0].push_back(result);
    }
    return c;
}

//                       kernel stride dilation pads: top left bottom right
constexpr Window kHalve{2, 2, 2, 2, 1, 1, 0, 0, 0, 0};
constexpr Window kSame{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
constexpr Window kStride2{3, 3, 2, 2, 1, 1, 1, 1, 1, 1};
constexpr Window kOneSided{3, 2, 2, 1, 1, 1, 0, 1, 2, 0};
constexpr Window kDilated{2, 3, 1, 2, 2, 2, 1, 2, 0, 2};
constexpr Window kRow{1, 3, 1, 2, 1, 1, 0, 1, 0, 1};
constexpr Window kColumn{3, 1, 2, 1, 1, 1, 1, 0, 1, 0};
constexpr Window kSparse{2, 2, 3, 4, 1, 1, 0, 0, 0, 0};
constexpr Window kSkip{1, 1, 2, 2, 1, 1, 0, 0, 0, 0};
constexpr Window kWhole{4, 5, 1, 1, 1, 1, 0, 0, 0, 0};

std::vector<Case> all_cases() {
    std::mt19937 random(kSeed);
    std::vector<Case> cases;
    const auto add = [&](Kind kind, Shape input, const Window& window, int lanes, int kernel,
                         int pixels = 1, int input_pixels = 1) {
        cases.push_back(
            pool_case(random, kind, input, window, lanes, kernel, pixels, input_pixels));
    };
    add(Kind::kMax, {6, 8, 5}, kHalve, 2, 2, 2, 1);
    add(Kind::kMax, {6, 10, 5}, kHalve, 3, 4, 1, 2);
    add(Kind::kMax, {6, 11, 2}, kHalve, 2, 4, 4, 8);
    add(Kind::kMax, {5, 7, 3}, kSame, 2, 3, 2, 2);
    add(Kind::kMax, {9, 7, 6}, kStride2, 3, 9, 2, 4);
    add(Kind::kMax, {6, 9, 2}, kDilated, 2, 3, 2, 4);
    add(Kind::kAverage, {5, 7, 3}, kSame, 2, 3, 2, 1);
    add(Kind::kAverage, {5, 7, 3}, kSame, 2, 9, 4, 4);
    add(Kind::kAverage, {7, 6, 4}, kOneSided, 3, 6, 4, 2);
    add(Kind::kAverageWithPad, {5, 7, 3}, kSame, 3, 3, 2, 2);
    add(Kind::kMax, {6, 8, 5}, kHalve, 2, 1);
    add(Kind::kMax, {6, 8, 5}, kHalve, 3, 2);
    add(Kind::kMax, {6, 8, 5}, kHalve, 5, 4);
    add(Kind::kMax, {7, 5, 4}, kHalve, 1, 4);
    add(Kind::kMax, {5, 7, 3}, kSame, 1, 1);
    add(Kind::kMax, {5, 7, 3}, kSame, 2, 3);
    add(Kind::kMax, {5, 7, 3}, kSame, 3, 9);
    add(Kind::kMax, {9, 7, 6}, kStride2, 4, 3);
    add(Kind::kMax, {9, 7, 6}, kStride2, 3, 9);
    add(Kind::kMax, {7, 6, 4}, kOneSided, 3, 1);
    add(Kind::kMax, {7, 6, 4}, kOneSided, 4, 6);
    add(Kind::kMax, {6, 9, 2}, kDilated, 2, 3);
    add(Kind::kMax, {6, 9, 2}, kDilated, 1, 6);
    add(Kind::kMax, {1, 12, 7}, kRow, 3, 3);
    add(Kind::kMax, {8, 3, 5}, kColumn, 5, 3);
    add(Kind::kMax, {8, 9, 3}, kSparse, 2, 2);
    add(Kind::kMax, {5, 6, 4}, kSkip, 2, 1);
    add(Kind::kMax, {4, 5, 6}, kWhole, 2, 5);
    add(Kind::kPlace, {6, 8, 5}, kHalve, 2, 1);
    add(Kind::kPlace, {6, 8, 5}, kHalve, 3, 2, 2, 1);
    add(Kind::kPlace, {6, 11, 2}, kHalve, 2, 4, 4, 8);
    add(Kind::kPlace, {8, 9, 3}, kSparse, 2, 2);
    add(Kind::kPlace, {4, 5, 6}, kWhole, 2, 5);
    add(Kind::kAverage, {6, 8, 5}, kHalve, 2, 2);
    add(Kind::kAverage, {6, 8, 5}, kHalve, 5, 4);
    add(Kind::kAverage, {5, 7, 3}, kSame, 1, 1);
    add(Kind::kAverage, {5, 7, 3}, kSame, 2, 3);
    add(Kind::kAverage, {5, 7, 3}, kSame, 3, 9);
    add(Kind::kAverage, {7, 6, 4}, kOneSided, 3, 2);
    add(Kind::kAverageWithPad, {5, 7, 3}, kSame, 3, 3);
    add(Kind::kAverageWithPad, {7, 6, 4}, kOneSided, 4, 1);
    add(Kind::kAverage, {4, 5, 6}, kWhole, 3, 20);
    return cases;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

bool complains(const std::vector<std::string>& complaints, const std::string& name) {
    return std::any_of(complaints.begin(), complaints.end(), [&](const std::string& line) {
        return line.rfind(name, 0) == 0 && line.find("instead of") != std::string::npos;
    });
}

} // namespace

TEST_CASE("pools give the right beats in the predicted cycles") {
    const auto complaints = bench::run("pool", all_cases(), kSeed);
    INFO(joined(complaints));
    CHECK(complaints.empty());
}

TEST_CASE("planted faults in pools are found") {
    std::mt19937 random(kSeed);
    const std::vector<Case> cases{
        pool_case(random, Kind::kMax, {5, 7, 3}, kSame, 2, 3),
        pool_case(random, Kind::kAverage, {5, 7, 3}, kSame, 2, 3),
        pool_case(random, Kind::kAverage, {5, 7, 3}, kSame, 1, 9, 2, 2),
    };
    const auto complaints = bench::run(
        "pool_faults", cases, kSeed,
        {{"blocks/pool/sluice_max_tree.sv", "$signed(right) > $signed(left)", "right > left"},
         {"blocks/pool/sluice_pool.sv", "count_q <= (first[Levels] ? '0 : count_q)",
          "count_q <= (last[Levels] ? '0 : count_q)"},
         {"blocks/window/sluice_taps.sv", "inside_i[Word*InPixels+From]",
          "inside_i[Word*InPixels]"}});
    INFO(joined(complaints));
    CHECK(complains(complaints, "pool max"));
    CHECK(complains(complaints, "pool average 5x7x3 kernel 3x3 stride 1x1 lanes 2x3"));
    CHECK(complains(complaints, "pool average 5x7x3 kernel 3x3 stride 1x1 lanes 1x9 pixels 2"));
}

TEST_CASE("planted faults in places are found") {
    std::mt19937 random(kSeed);
    const std::vector<Case> cases{
        pool_case(random, Kind::kPlace, {8, 5, 6}, kWhole, 2, 5),
        pool_case(random, Kind::kPlace, {6, 8, 5}, kHalve, 2, 4),
    };
    const auto complaints = bench::run(
        "place_faults", cases, kSeed,
        {{"blocks/pool/sluice_pool.sv", "op_last ? PlaceBits'(k) : place_q + PlaceBits'(TapLanes)",
          "place_q + PlaceBits'(TapLanes)"},
         {"blocks/pool/sluice_pool.sv", "{{KeyBits - PlaceBits{1'b0}}, ~PlaceBits'(k)}",
          "{{KeyBits - PlaceBits{1'b0}}, PlaceBits'(k)}"}});
    INFO(joined(complaints));
    CHECK(complains(complaints, "pool place 8x5x6"));
    CHECK(complains(complaints, "pool place 6x8x5"));
}

TEST_CASE("a pool's choices are all useful and reach both ends") {
    Pool pool;
    pool.input = {56, 56, 64};
    pool.window = kStride2;
    const auto all = choices(pool);
    REQUIRE(all.size() > 2);
    CHECK(all.front() == Parallelism{1, 1, 1});
    CHECK(interval_cycles(with_parallelism(pool, all.back())) == 56 * 56 / kMaxPixels);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < all.size(); ++j) {
            const auto a = with_parallelism(pool, all[i]), b = with_parallelism(pool, all[j]);
            if (i != j && interval_cycles(a) <= interval_cycles(b))
                CHECK((all[i].in_channels * all[i].pixels > all[j].in_channels * all[j].pixels ||
                       all[i].in_channels * all[i].kernel * all[i].pixels >
                           all[j].in_channels * all[j].kernel * all[j].pixels));
        }
    CHECK_THROWS_WITH(with_parallelism(pool, {2, 2, 2}), Catch::Contains("1, 3, 9"));
}
