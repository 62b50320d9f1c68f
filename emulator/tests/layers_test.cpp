// SPDX-License-Identifier: Apache-2.0
// Each layer kind on cases computed by hand.
#include <catch2/catch.hpp>

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
