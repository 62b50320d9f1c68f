// SPDX-License-Identifier: Apache-2.0
// Each layer kind on cases computed by hand.
#include <catch2/catch.hpp>

#include <cmath>

#include "emulator/eval_layer.h"

using namespace sluice;
using emulator::eval_layer;
using emulator::Operand;
using emulator::Values;

namespace {

// Passes the accumulator through: (acc * 2 + 1) >> 1.
network::Requant identity(int channels) {
    const auto n = static_cast<std::size_t>(channels);
    return {std::vector<std::int32_t>(n, 0),
            std::vector<std::int32_t>(n, 2),
            std::vector<std::uint8_t>(n, 1),
            0,
            -128,
            127,
            {}};
}

template <class Kind> Values eval(const Kind& kind, const Shape& shape, const Values& values) {
    const std::vector<Operand> inputs{{shape, values}};
    return eval_layer(kind, inputs);
}

const Values kThreeByThree{1, 2, 3, 4, 5, 6, 7, 8, 9};

} // namespace

TEST_CASE("conv sums weighted taps; taps outside read pad_value") {
    network::Conv conv{.window = {2, 2, 1, 1}, .weights = {1, 2, 3, 4}, .requant = identity(1)};
    CHECK(eval(conv, {3, 3, 1}, kThreeByThree) == Values{37, 47, 67, 77});
    conv.window = {2, 2, 2, 2, 1, 1, 1, 1, 0, 0};
    conv.pad_value = 10;
    // 10 + 20 + 30 + 4; 10 + 20 + 6 + 12; 10 + 8 + 30 + 28; 5 + 12 + 24 + 36
    CHECK(eval(conv, {3, 3, 1}, kThreeByThree) == Values{64, 48, 76, 77});
    conv.window = {2, 2, 1, 1, 2, 2};
    CHECK(eval(conv, {3, 3, 1}, kThreeByThree) == Values{1 + 6 + 21 + 36});
}

TEST_CASE("conv groups see their own channels; weights are OHWI") {
    const network::Conv conv{.window = {1, 1},
                             .groups = 2,
                             .out_channels = 2,
                             .weights = {1, 10, 2, -3},
                             .requant = identity(2)};
    CHECK(eval(conv, {1, 1, 4}, {1, 2, 3, 4}) == Values{21, -6});
    const network::Conv dense{
        .window = {1, 2}, .out_channels = 1, .weights = {1, 2, 3, 4}, .requant = identity(1)};
    CHECK(eval(dense, {1, 2, 2}, {1, 2, 3, 4}) == Values{30});
}

TEST_CASE("fully connected is a matrix on the frame in HWC order, then bias, clamp and table") {
    network::FullyConnected layer{
        .out_channels = 2, .weights = {1, 2, 3, 4, -1, -1, -1, -1}, .requant = identity(2)};
    layer.requant.bias = {5, -100};
    layer.requant.zero_point = 3;
    CHECK(eval(layer, {1, 2, 2}, {1, 2, 3, 4}) == Values{38, -107});
    layer.requant.clamp_low = -50;
    layer.requant.clamp_high = 20;
    CHECK(eval(layer, {1, 2, 2}, {1, 2, 3, 4}) == Values{20, -50});
    layer.requant.table.resize(256);
    layer.requant.table[20 + 128] = 7;
    layer.requant.table[-50 + 128] = -9;
    CHECK(eval(layer, {1, 2, 2}, {1, 2, 3, 4}) == Values{7, -9});
}

TEST_CASE("rearrange counts its digits over the input's elements") {
    // 2x2 pixels out of 4 channels, the place in the block outside the channel.
    const network::Rearrange blocks{{2, 4, 1}, 0, {1, 2, 2, 2, 1}, {8, 2, 4, 1, 1}};
    CHECK(eval(blocks, {1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}) == Values{1, 2, 5, 6, 3, 4, 7, 8});
    const network::Rearrange turned{{1, 2, 3}, 2, {2, 3}, {0, -1}};
    CHECK(eval(turned, {1, 1, 3}, {7, 8, 9}) == Values{9, 8, 7, 9, 8, 7});
}

TEST_CASE("multiply takes the zero points off; extremum compares what is scaled") {
    const Values left{10, -20, 127, 3};
    const Values right{5, 7, -128, -3};
    const std::vector<Operand> inputs{{{1, 2, 2}, left}, {{1, 2, 2}, right}};
    // (10 - 2)(5 + 3) = 64, (-22)(10) = -220, 125 * -125, 1 * 0; times 2 / 2^4, plus 1
    const network::Multiply product{2, -3, 2, 4, 1, -128, 127, {}};
    CHECK(eval_layer(product, inputs) == Values{9, -26, -128, 1});
    // a * 2 against b * 8 + 8: 20, 48; -40, 64; 254, -1016; 6, -16; halved
    const network::Extremum largest{false, 2, 8, 0, 8, 1, 0, -128, 127, {}};
    CHECK(eval_layer(largest, inputs) == Values{24, 32, 127, 3});
    network::Extremum smallest = largest;
    smallest.minimum = true;
    smallest.clamp_low = -100;
    CHECK(eval_layer(smallest, inputs) == Values{10, -20, -100, -8});
}

TEST_CASE("softmax weighs by the distance from the largest") {
    network::Softmax softmax;
    softmax.table.assign(256, 0);
    softmax.table[0] = 100;
    softmax.table[1] = 50;
    softmax.table[2] = 25;
    softmax.numerator = 1000 << 4;
    softmax.shift = 4;
    softmax.zero_point = -128;
    softmax.table[0] = 100;
    // 1000 / (100 + 100 + 50), 1000 / (100 + 25 + 0)
    CHECK(eval(softmax, {1, 2, 3}, {7, 7, 6, -5, -3, -100}) == Values{127, 127, 72, 72, 127, -128});
}

TEST_CASE("softmax is within a 256th of the real one on the same inputs") {
    std::uint32_t state = 1;
    const auto random = [&] {
        return static_cast<int>((state = state * 1664525 + 1013904223) >> 24);
    };
    for (const double scale : {0.004, 0.03, 0.1, 0.5})
        for (const int channels : {1, 2, 10, 100, 1000}) {
            const network::Softmax softmax =
                network::softmax_of_scales(scale, channels, 1.0 / 256, -128);
            for (int trial = 0; trial < 20; ++trial) {
                Values x;
                for (int c = 0; c < channels; ++c) // all alike, spread, one above the rest
                    x.push_back(static_cast<std::int16_t>(trial == 0   ? 3
                                                          : trial == 1 ? (c == 0 ? 127 : -40)
                                                                       : random() - 128));
                double sum = 0;
                for (const int q : x)
                    sum += std::exp(scale * q);
                const Values result = eval(softmax, {1, 1, channels}, x);
                for (int c = 0; c < channels; ++c)
                    CHECK(std::abs((result[c] + 128) / 256.0 - std::exp(scale * x[c]) / sum) <=
                          1.0 / 256);
            }
        }
}

TEST_CASE("pad puts its value around every axis") {
    const network::Pad pad{1, 0, 0, 1, 1, 0, -7};
    CHECK(eval(pad, {1, 2, 1}, {3, 4}) == Values{-7, -7, -7, -7, -7, -7, -7, 3, -7, 4, -7, -7});
}

TEST_CASE("max pool: padding never wins") {
    const network::MaxPool pool{{2, 2, 2, 2, 1, 1, 1, 1, 0, 0}};
    CHECK(eval(pool, {3, 3, 1}, {-5, -6, -7, -8, -9, -10, -11, -12, -128}) ==
          Values{-5, -6, -8, -9});
}

TEST_CASE("average pool divides by the taps inside, or by all with count_include_pad") {
    // multiplier[n - 1] = 2^10 / n rounded, shift 10
    network::AveragePool pool{
        .window = {2, 2, 2, 2, 1, 1, 1, 1, 0, 0}, .multiplier = {1024, 512, 341, 256}, .shift = 10};
    // 1; 2.5 -> 3 (halves up); 5.5 -> 6; 7
    CHECK(eval(pool, {3, 3, 1}, kThreeByThree) == Values{1, 3, 6, 7});
    pool.count_include_pad = true;
    // 0.25, 1.25, 2.75, 7
    CHECK(eval(pool, {3, 3, 1}, kThreeByThree) == Values{0, 1, 3, 7});
    pool.pad_value = 4; // zero point 4: real values are 4 lower
    pool.bias = -16;
    // (12 + 1 - 16) / 4 = -0.75; (8 + 5 - 16) / 4 = -0.75; (8 + 11 - 16) / 4 = 0.75; 3
    CHECK(eval(pool, {3, 3, 1}, kThreeByThree) == Values{-1, -1, 1, 3});
}

TEST_CASE("global average pool sums all pixels of a channel") {
    network::GlobalAveragePool pool;
    pool.requant = {-4, 256, 10, 5, -128, 127}; // (sum - 4) / 4 + 5
    CHECK(eval(pool, {2, 2, 2}, {1, 10, 2, 20, 3, 30, 4, 40}) == Values{7, 29}); // 6.5 and 29
}

TEST_CASE("add scales both operands; halves round up; then clamp and table") {
    network::Add add{.multiplier_a = 1, .multiplier_b = 2, .bias = 3, .shift = 1, .zero_point = 1};
    const Values a{1, -10, 100};
    const Values b{2, 3, 120};
    const std::vector<Operand> inputs{{{1, 1, 3}, a}, {{1, 1, 3}, b}};
    CHECK(eval_layer(add, inputs) == Values{5, 1, 127}); // 4+1, -0.5 -> 0 + 1, saturated
    add.table.resize(256);
    add.table[5 + 128] = -77;
    CHECK(eval_layer(add, inputs)[0] == -77);
}

TEST_CASE("concat puts the first input's channels first, pixel by pixel") {
    const Values a{1, 2};
    const Values b{3, 4, 5, 6};
    const std::vector<Operand> inputs{{{1, 2, 1}, a}, {{1, 2, 2}, b}};
    CHECK(eval_layer(network::Concat{}, inputs) == Values{1, 3, 4, 2, 5, 6});
}

TEST_CASE("lookup reads entry x + 128") {
    network::Lookup lookup;
    for (int x = -128; x <= 127; ++x)
        lookup.table.push_back(static_cast<std::int8_t>(-1 - x));
    CHECK(eval(lookup, {1, 1, 3}, {-128, 0, 127}) == Values{127, -1, -128});
}

TEST_CASE("arg max gives the lowest index among equals, per pixel") {
    CHECK(eval(network::ArgMax{}, {1, 2, 3}, {5, 9, 9, -3, -3, -4}) == Values{1, 0});
}

TEST_CASE("a place is the first of the largest in its window, and a window may be cut off") {
    const network::MaxPlace cut{{2, 2, 2, 2, 1, 1, 0, 0, 0, 1}};
    CHECK(eval(cut, {2, 3, 1}, {1, 7, -128, 7, 2, -128}) == Values{1, 0});
    CHECK(eval(cut, {2, 3, 1}, {1, 7, -5, 9, 2, 4}) == Values{2, 2});
}

TEST_CASE("unpooled values stand at their places, and the zero point everywhere else") {
    const network::MaxUnpool layer{2, 2, -3};
    const std::vector<std::int16_t> numbers{5, 6};
    const std::vector<std::int16_t> places{2, 1};
    const std::vector<Operand> in{{{1, 2, 1}, numbers}, {{1, 2, 1}, places}};
    CHECK(eval_layer(layer, in) == Values{-3, -3, -3, 6, 5, -3, -3, -3});
    const std::vector<std::int16_t> others{-2, 3}; // their low bits: 2, and 3 of a 3x1 window
    const std::vector<Operand> none{{{1, 2, 1}, numbers}, {{1, 2, 1}, others}};
    CHECK(eval_layer(network::MaxUnpool{3, 1, 0}, none) == Values{0, 0, 0, 0, 5, 0});
}

TEST_CASE("top k gives values or indices in order, the lowest index first among equals") {
    const Values two_pixels{5, 9, 9, -3, -3, -4};
    CHECK(eval(network::TopK{2}, {1, 2, 3}, two_pixels) == Values{9, 9, -3, -3});
    CHECK(eval(network::TopK{3, true, true}, {1, 2, 3}, two_pixels) == Values{1, 2, 0, 0, 1, 2});
    CHECK(eval(network::TopK{2, false, true}, {1, 2, 3}, two_pixels) == Values{0, 1, 2, 0});
}
