// SPDX-License-Identifier: Apache-2.0
// Rearrangements, pads, products, choices and softmax alone, in Verilator: values, every beat's
// cycle, and faults that must not go unnoticed.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#include "rtl_lib/blocks/add/add.h"
#include "rtl_lib/blocks/multiply/multiply.h"
#include "rtl_lib/blocks/pad/pad.h"
#include "rtl_lib/blocks/rearrange/plan.h"
#include "rtl_lib/blocks/rearrange/rearrange.h"
#include "rtl_lib/blocks/softmax/softmax.h"
#include "rtl_lib/blocks/unpool/unpool.h"
#include "rtl_lib/tests/bench/bench.h"

using namespace sluice;
using namespace sluice::rtl;
using bench::Case;
using bench::Frames;

namespace {

constexpr std::uint32_t kSeed = 20263;

Frames random_frames(std::mt19937& random, const Shape& shape) {
    Frames frames(4);
    for (auto& frame : frames)
        for (std::int64_t i = 0; i < shape.elements(); ++i)
            frame.push_back(static_cast<int>(random() % 256) - 128);
    return frames;
}

// round_shift, zero point, clamp.
int ended(std::int64_t value, int shift, int zero_point) {
    const std::int64_t q = ((value >> (shift - 1)) + 1) >> 1;
    return static_cast<int>(std::clamp<std::int64_t>(q + zero_point, -128, 127));
}

Case rearrange_case(std::mt19937& random, const std::string& name, const Rearrange& block) {
    Case c = bench::make_case("rearrange " + name, block);
    c.input = {random_frames(random, block.input)};
    c.expected = {Frames{}};
    for (const auto& frame : c.input[0]) {
        std::vector<int> moved;
        for (std::int64_t i = 0; i < block.output.elements(); ++i) {
            std::int64_t rest = i;
            std::int64_t from = block.offset;
            for (auto digit = block.digits.rbegin(); digit != block.digits.rend(); ++digit) {
                from += rest % digit->size * digit->stride;
                rest /= digit->size;
            }
            moved.push_back(frame[static_cast<std::size_t>(from)]);
        }
        c.expected[0].push_back(moved);
    }
    return c;
}

Case pad_case(std::mt19937& random, const Pad& block) {
    Case c = bench::make_case("pad", block);
    c.input = {random_frames(random, block.input)};
    const Shape out = output_streams(block)[0].shape;
    c.expected = {Frames{}};
    for (const auto& frame : c.input[0]) {
        std::vector<int> padded;
        for (int y = -block.rows.before; y < out.height - block.rows.before; ++y)
            for (int x = -block.columns.before; x < out.width - block.columns.before; ++x)
                for (int i = -block.channels.before; i < out.channels - block.channels.before; ++i)
                    padded.push_back(
                        y >= 0 && y < block.input.height && x >= 0 && x < block.input.width &&
                                i >= 0 && i < block.input.channels
                            ? frame[static_cast<std::size_t>(
                                  (y * block.input.width + x) * block.input.channels + i)]
                            : block.value);
        c.expected[0].push_back(padded);
    }
    return c;
}

template <typename Result>
Case pair_case(std::mt19937& random, Case c, const Shape& shape, const Result& result) {
    c.input = {random_frames(random, shape), random_frames(random, shape)};
    c.expected = {c.input[0]};
    for (std::size_t f = 0; f < c.expected[0].size(); ++f)
        for (std::size_t i = 0; i < c.expected[0][f].size(); ++i)
            c.expected[0][f][i] = result(c.input[0][f][i], c.input[1][f][i]);
    return c;
}

Case unpool_case(std::mt19937& random, const Unpool& block) {
    Case c = bench::make_case("unpool", block);
    c.input = {random_frames(random, block.input), random_frames(random, block.input)};
    const Shape out = output_streams(block)[0].shape;
    const int mask = block.kernel_h * block.kernel_w <= 4 ? 3 : 15;
    c.expected = {Frames{}};
    for (std::size_t f = 0; f < c.input[0].size(); ++f) {
        std::vector<int> unpooled;
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int i = 0; i < out.channels; ++i) {
                    const auto from = static_cast<std::size_t>(
                        (y / block.kernel_h * block.input.width + x / block.kernel_w) *
                            out.channels +
                        i);
                    const int here = y % block.kernel_h * block.kernel_w + x % block.kernel_w;
                    unpooled.push_back((c.input[1][f][from] & mask) == here ? c.input[0][f][from]
                                                                            : block.zero_point);
                }
        c.expected[0].push_back(unpooled);
    }
    return c;
}

Case multiply_case(std::mt19937& random) {
    Multiply block{{3, 3, 4}, 17, -40, 70000, 23, 5, -128, 127, false, {2, 2, 1}};
    return pair_case(random, bench::make_case("multiply", block), block.shape, [&](int a, int b) {
        return ended(std::int64_t{a - 17} * (b + 40) * 70000, 23, 5);
    });
}

Case extremum_case(std::mt19937& random) {
    Add block;
    block.shape = {3, 3, 4};
    block.operation = AddOperation::maximum;
    block.multiplier_a = 900;
    block.multiplier_b = -1200;
    block.bias = 77;
    block.bias_b = -3000;
    block.shift = 10;
    block.zero_point = 3;
    block.parallelism = {2, 2, 1};
    return pair_case(random, bench::make_case("extremum", block), block.shape, [&](int a, int b) {
        return ended(std::max(a * 900 + 77, b * -1200 - 3000), 10, 3);
    });
}

Case softmax_case(std::mt19937& random, const Shape& shape, int lanes) {
    std::vector<std::int32_t> table;
    for (int i = 0; i < 256; ++i)
        table.push_back(static_cast<std::int32_t>(std::lround(65535 * std::exp(-0.02 * i))));
    Softmax block{shape, 16, 65535, std::int64_t{1} << 32, 24, -128, {lanes, lanes}};
    Case c = bench::make_case("softmax " + std::to_string(shape.pixels()) + "x" +
                                  std::to_string(shape.channels) + "/" + std::to_string(lanes),
                              block);
    c.images = {softmax_image(block, table)};
    c.input = {random_frames(random, shape)};
    c.expected = c.input;
    for (auto& frame : c.expected[0])
        for (auto pixel = frame.begin(); pixel != frame.end(); pixel += shape.channels) {
            const int largest = *std::max_element(pixel, pixel + shape.channels);
            std::int64_t sum = 0;
            for (int i = 0; i < shape.channels; ++i)
                sum += table[static_cast<std::size_t>(largest - pixel[i])];
            for (int i = 0; i < shape.channels; ++i)
                pixel[i] = ended(table[static_cast<std::size_t>(largest - pixel[i])] *
                                     (block.numerator / sum),
                                 block.shift, block.zero_point);
        }
    return c;
}

std::vector<Case> few_cases() {
    std::mt19937 random(kSeed);
    return {
        // 2x2 pixels out of the channels; the middle of an image; a vector repeated.
        rearrange_case(
            random, "blocks",
            {{2, 3, 8}, {4, 6, 2}, 0, {{2, 24}, {2, 4}, {3, 8}, {2, 2}, {2, 1}}, {2, 2}}),
        rearrange_case(random, "crop",
                       {{6, 5, 3}, {3, 3, 3}, 33, {{3, 15}, {3, 3}, {3, 1}}, {2, 2}}),
        rearrange_case(random, "repeat", {{1, 1, 5}, {3, 2, 5}, 0, {{6, 0}, {5, 1}}, {2, 2}}),
        pad_case(random, {{3, 4, 4}, {1, 2}, {2, 1}, {2, 3}, -9, {2, 2}}),
        unpool_case(random, {{2, 3, 4}, 2, 2, -7, {3, 3}}),
        multiply_case(random),
        extremum_case(random),
        softmax_case(random, {1, 1, 11}, 2),
        softmax_case(random, {2, 3, 5}, 2),
        softmax_case(random, {2, 2, 40}, 2),
    };
}

bool complains(const std::vector<std::string>& complaints, const std::string& name,
               const std::string& text) {
    return std::any_of(complaints.begin(), complaints.end(), [&](const std::string& line) {
        return line.rfind(name, 0) == 0 && line.find(text) != std::string::npos;
    });
}

} // namespace

TEST_CASE("blocks that move, multiply and weigh give the right beats in the predicted cycles") {
    for (const auto& complaint : bench::run("movers", few_cases(), kSeed))
        FAIL_CHECK(complaint);
}

TEST_CASE("faults in blocks that move, multiply and weigh do not go unnoticed") {
    const std::string rearrange = "blocks/rearrange/sluice_rearrange.sv";
    SECTION("a wrong value in each") {
        const auto complaints = bench::run(
            "movers_values", few_cases(), kSeed,
            {{rearrange, "wrap[k] && !last[k]", "wrap[k]"},
             {"blocks/pad/sluice_pad_count.sv", "next == Bits'(All - 1)",
              "next == Bits'(All - 1) || next == Bits'(All - 2)"},
             {"blocks/unpool/sluice_unpool.sv", "PlaceBits'(KernelWidth - 1)",
              "PlaceBits'(KernelWidth)"},
             {"blocks/multiply/sluice_multiply.sv", "- 9'(ZeroB)", "- 9'(ZeroA)"},
             {"blocks/add/sluice_add.sv", "b_larger == (Operation == 1)",
              "b_larger == (Operation != 1)"},
             {"blocks/softmax/sluice_softmax.sv", "last_q[3] ? '0 :", "!last_q[3] ? '0 :"}});
        for (const std::string block : {"rearrange blocks", "pad", "unpool", "multiply", "extremum",
                                        "softmax 1x11/2", "softmax 6x5/2"}) {
            INFO(block);
            CHECK(std::any_of(complaints.begin(), complaints.end(),
                              [&](const auto& line) { return line.rfind(block, 0) == 0; }));
        }
    }
    SECTION("a band read before it is complete") {
        CHECK_FALSE(bench::run("movers_early", few_cases(), kSeed,
                               {{rearrange, "!out_first_d || full_d != '0", "1'b1"}})
                        .empty());
    }
    SECTION("a band written over one that is being read") {
        CHECK_FALSE(
            bench::run("movers_over", few_cases(), kSeed, {{rearrange, "held_d != 2'd2", "1'b1"}})
                .empty());
    }
    SECTION("places too few, which cost only cycles") {
        const auto complaints =
            bench::run("movers_places", few_cases(), kSeed,
                       {{"blocks/softmax/sluice_softmax_ring.sv", "free_q <= CountBits'(Words);",
                         "free_q <= CountBits'(Words - 1);"}});
        CHECK(complains(complaints, "softmax 6x5/2", "predicted"));
    }
}

TEST_CASE("a rearrangement has the smallest bands that hold what they give") {
    // A pixel each; a row each; rows of two; the frame.
    const Rearrange half{{4, 5, 6}, {4, 5, 3}, 3, {{20, 6}, {3, 1}}, {}};
    CHECK(plan_rearrange(half, 3)->in_words == 2);
    CHECK(plan_rearrange(half, 3)->bands == 20);
    CHECK_FALSE(plan_rearrange(half, 2).has_value());
    const Rearrange repeated{{4, 5, 6}, {8, 5, 6}, 0, {{4, 30}, {2, 0}, {30, 1}}, {}};
    CHECK(plan_rearrange(repeated, 4)->in_words == 10);
    const Rearrange blocks{
        {4, 6, 3}, {2, 3, 12}, 0, {{2, 36}, {3, 6}, {2, 18}, {2, 3}, {3, 1}}, {}};
    CHECK(plan_rearrange(blocks, 3)->in_words == 12);
    const Rearrange crop{{6, 5, 3}, {3, 3, 3}, 33, {{3, 15}, {3, 3}, {3, 1}}, {}};
    CHECK(plan_rearrange(crop, 3)->in_words == 5);
    CHECK(plan_rearrange(crop, 3)->first == 2);
    CHECK(plan_rearrange(crop, 3)->used == 3);
    const Rearrange transposed{{4, 5, 6}, {1, 1, 120}, 0, {{6, 1}, {20, 6}}, {}};
    CHECK(plan_rearrange(transposed, 1)->in_words == 120);
    const Rearrange reshaped{{4, 5, 6}, {10, 6, 2}, 0, {{120, 1}}, {}};
    CHECK(plan_rearrange(reshaped, 2)->in_order);
    CHECK(choices(half).size() == 2);
    CHECK_THROWS_WITH(with_parallelism(half, {2, 1}), Catch::Contains("use 1"));
}
