// SPDX-License-Identifier: Apache-2.0
#include "quantizer/reference/execute.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <catch2/catch.hpp>

#include "quantizer/reference/operators.h"
#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

namespace {

using test::GraphBuilder;

// The output of one operator on the given inputs.
FloatValues run_op(const graph::Op& op, const std::vector<Shape>& shapes,
                   const std::vector<FloatValues>& inputs) {
    GraphBuilder builder;
    std::vector<graph::ValueId> ids;
    for (const Shape& shape : shapes)
        ids.push_back(builder.input(shape));
    builder.output(builder.add(op, ids));
    return execute(builder.graph, inputs).back();
}

FloatValues counting(int count) {
    FloatValues values;
    for (int i = 1; i <= count; ++i)
        values.push_back(static_cast<float>(i));
    return values;
}

} // namespace

TEST_CASE("convolution: padding, stride and channels, worked by hand") {
    // 2x3 image of two channels: pixel p holds (2p+1, 2p+2).
    graph::Conv conv{{.kernel_h = 2, .kernel_w = 2, .stride_w = 2, .pad_top = 1, .pad_right = 1},
                     1,
                     2,
                     {1, 0, 0, 1, 1, 0, 0, 0,   // channel 0: [tap][in channel]
                      0, 0, 0, 0, 0, 2, 0, -1}, // channel 1
                     {0.5f, -1.0f}};
    const FloatValues out = run_op(conv, {{2, 3, 2}}, {counting(12)});
    // Row -1 is padding. y=0: taps (-1,0) (-1,1) (0,0) (0,1); channel 0 reads in0 of tap 2.
    const FloatValues expected{1 + 0.5f,         2 * 2 - 4 - 1,  5 + 0.5f,          2 * 6 - 0 - 1,
                               1 + 4 + 7 + 0.5f, 2 * 8 - 10 - 1, 5 + 0 + 11 + 0.5f, 2 * 12 - 0 - 1};
    CHECK(out == expected);
}

TEST_CASE("convolution: dilation, groups and depthwise, worked by hand") {
    const FloatValues row = counting(10); // 1x5, two channels: pixel p = (2p+1, 2p+2)
    graph::Conv grouped{
        {.kernel_w = 2, .dilation_w = 3}, 2, 4, {1, 1, 1, 0, 1, 1, 0, 1}, {0, 0, 0, 0}};
    CHECK(run_op(grouped, {{1, 5, 2}}, {row}) == FloatValues{8, 1, 10, 8, 12, 3, 14, 10});
    graph::Conv depthwise{{.kernel_w = 3, .stride_w = 2, .pad_left = 1, .pad_right = 1},
                          2,
                          2,
                          {1, 10, 100, 1, 0, 2},
                          {0, 0.5f}};
    CHECK(run_op(depthwise, {{1, 5, 2}}, {row}) ==
          FloatValues{310, 8.5f, 753, 4 + 16 + 0.5f, 97, 8.5f});
}

TEST_CASE("fully connected and pooling, worked by hand") {
    graph::FullyConnected matrix{2, {1, 2, 3, 4, 0, 0, -1, 1}, {10, 20}};
    CHECK(run_op(matrix, {{2, 1, 2}}, {{1, 2, 3, 4}}) == FloatValues{40, 21});

    const FloatValues image{1, 2, 3, -4, -5, -6, 7, 8, -9}; // 3x3
    const Window window{
        .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2, .pad_top = 1, .pad_left = 1};
    CHECK(run_op(graph::MaxPool{window}, {{3, 3, 1}}, {image}) == FloatValues{1, 3, 7, 8});
    CHECK(run_op(graph::AveragePool{window, false}, {{3, 3, 1}}, {image}) ==
          FloatValues{1, 2.5f, 1.5f, -3});
    CHECK(run_op(graph::AveragePool{window, true}, {{3, 3, 1}}, {image}) ==
          FloatValues{0.25f, 1.25f, 0.75f, -3});
    CHECK(run_op(graph::GlobalAveragePool{}, {{2, 2, 2}}, {counting(8)}) == FloatValues{4, 5});
}

TEST_CASE("max pooling of negatives never returns its padding") {
    const Window window{.kernel_w = 2, .pad_left = 1};
    CHECK(run_op(graph::MaxPool{window}, {{1, 2, 1}}, {{-3, -2}}) == FloatValues{-3, -2});
}

TEST_CASE("add, concat, softmax and arg-max, worked by hand") {
    CHECK(run_op(graph::Add{}, {{1, 2, 1}, {1, 2, 1}}, {{1, 2}, {10, -20}}) ==
          FloatValues{11, -18});
    CHECK(run_op(graph::Concat{}, {{1, 2, 1}, {1, 2, 2}}, {{1, 2}, {3, 4, 5, 6}}) ==
          FloatValues{1, 3, 4, 2, 5, 6});
    const FloatValues soft =
        run_op(graph::Softmax{}, {{1, 1, 2}}, {{1000.0f, 1000.0f + std::log(3.0f)}});
    CHECK(soft[0] == Approx(0.25).epsilon(1e-4));
    CHECK(soft[1] == Approx(0.75).epsilon(1e-4));
    CHECK(run_op(graph::ArgMax{}, {{1, 2, 3}}, {{1, 5, 5, -1, -2, -3}}) == FloatValues{1, 0});
}

TEST_CASE("activations take their ONNX values") {
    using graph::ActivationKind;
    const auto at = [](ActivationKind kind, double x) {
        return activate({kind, -1.0, 6.0, 0.2, 0.5}, x);
    };
    CHECK(at(ActivationKind::relu, -3) == 0);
    CHECK(at(ActivationKind::clip, 7) == 6);
    CHECK(at(ActivationKind::clip, -7) == -1);
    CHECK(activate({ActivationKind::clip, 5, 2, 0, 0}, 3) == 2); // crossed: the upper bound wins
    CHECK(at(ActivationKind::leaky_relu, -2) == Approx(-0.4));
    CHECK(at(ActivationKind::sigmoid, 1) == Approx(0.7310585786));
    CHECK(at(ActivationKind::sigmoid, -800) == 0);
    CHECK(at(ActivationKind::tanh, 0.5) == Approx(0.4621171573));
    CHECK(at(ActivationKind::hard_sigmoid, 1) == Approx(0.7));
    CHECK(at(ActivationKind::hard_swish, 1) == Approx(2.0 / 3.0));
    CHECK(at(ActivationKind::hard_swish, -4) == 0);
    CHECK(at(ActivationKind::elu, -1) == Approx(0.2 * (std::exp(-1.0) - 1)));
    CHECK(at(ActivationKind::softplus, 0) == Approx(std::log(2.0)));
    CHECK(at(ActivationKind::softplus, 1000) == 1000);
}

TEST_CASE("the matrix product equals a plain sum, bit for bit, at every width") {
    std::mt19937 random(21);
    for (const int outputs : {1, 15, 16, 17, 40})
        for (const int row_count : {1, 5, 6, 7, 50}) {
            const int depth = 1 + static_cast<int>(random() % 60);
            const auto weights = test::random_values(outputs * depth, -1, 1, random);
            const auto bias = test::random_values(outputs, -1, 1, random);
            const auto rows = test::random_values(row_count * depth, -1, 1, random);
            std::vector<float> out(row_count * outputs);
            multiply_rows(pack_matrix(weights.data(), outputs, depth), bias.data(), rows.data(),
                          row_count, depth, out.data(), outputs);
            int wrong = 0;
            for (int r = 0; r < row_count; ++r)
                for (int o = 0; o < outputs; ++o) {
                    float sum = bias[o];
                    for (int k = 0; k < depth; ++k)
                        sum += rows[r * depth + k] * weights[o * depth + k];
                    wrong += sum != out[r * outputs + o];
                }
            CHECK(wrong == 0);
        }
}

#if defined(__x86_64__)
TEST_CASE("the kernels for both instruction sets give the same bits") {
    if (!__builtin_cpu_supports("avx2")) {
        WARN("skipped: this processor has no AVX2");
        return;
    }
    std::mt19937 random(22);
    const auto panel = test::random_values(333 * 16, -1, 1, random);
    const auto rows = test::random_values(13 * 333, -1, 1, random);
    std::vector<float> portable(13 * 16, 0.25f), wide(13 * 16, 0.25f);
    detail::panel_portable(panel.data(), 333, rows.data(), 13, 333, portable.data());
    detail::panel_avx2(panel.data(), 333, rows.data(), 13, 333, wide.data());
    CHECK(std::memcmp(portable.data(), wide.data(), portable.size() * sizeof(float)) == 0);
}
#endif

TEST_CASE("a run visits every value once and keeps the outputs alone") {
    std::mt19937 random(23);
    GraphBuilder builder;
    const auto in = builder.input({3, 5, 2});
    const auto a = builder.add(test::make_conv({}, 1, 2, 4, random), {in});
    const auto b = builder.add(test::make_activation(graph::ActivationKind::relu), {a});
    const auto c = builder.add(graph::Add{}, {a, b});
    builder.output(c);
    builder.output(a);
    const auto frame = test::random_values(30, -1, 1, random);
    std::vector<graph::ValueId> seen;
    const auto outputs = execute(
        builder.graph, {frame}, [&](graph::ValueId id, const FloatValues&) { seen.push_back(id); });
    CHECK(seen == std::vector<graph::ValueId>{in, a, b, c});
    const auto all = execute(builder.graph, {frame});
    CHECK(outputs == std::vector<FloatValues>{all[c], all[a]});
}

} // namespace sluice::quantizer
