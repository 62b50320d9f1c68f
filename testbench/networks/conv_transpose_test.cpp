// SPDX-License-Identifier: Apache-2.0
// ConvTranspose against its definition: every input scatters the kernel, scaled, into the output.
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "frontend/tests/model_builder.h"
#include "quantizer/reference/execute.h"

using namespace sluice;
using frontend::Ints;
using frontend::ModelBuilder;

namespace {

struct Case {
    int groups = 1, in = 1, out = 1; // channels per group
    Ints size, kernel, strides, dilations, before, after, extra;

    Ints result() const {
        Ints r;
        for (std::size_t i = 0; i < 2; ++i)
            r.push_back((size[i] - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 + extra[i] -
                        before[i] - after[i]);
        return r;
    }
};

std::int64_t draw(std::mt19937& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

// Whole numbers, so that sums are exact in any order. None is 0: what is 0 is no product.
std::vector<float> numbers(std::mt19937& random, std::int64_t count) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>((random() % 2 == 0 ? 1 : -1) * draw(random, 1, 20)));
    return values;
}

// Weights [in][out of the group][kernel]; input and result HWC.
std::vector<float> scattered(const Case& c, const std::vector<float>& input,
                             const std::vector<float>& weights, const std::vector<float>& bias) {
    const Ints size = c.result();
    const int in_channels = c.groups * c.in, out_channels = c.groups * c.out;
    std::vector<float> sums;
    for (std::int64_t i = 0; i < size[0] * size[1]; ++i)
        sums.insert(sums.end(), bias.begin(), bias.end());
    for (std::int64_t y = 0; y < c.size[0]; ++y)
        for (std::int64_t x = 0; x < c.size[1]; ++x)
            for (std::int64_t h = 0; h < c.kernel[0]; ++h)
                for (std::int64_t w = 0; w < c.kernel[1]; ++w) {
                    const std::int64_t to_y = y * c.strides[0] + h * c.dilations[0] - c.before[0];
                    const std::int64_t to_x = x * c.strides[1] + w * c.dilations[1] - c.before[1];
                    if (to_y < 0 || to_y >= size[0] || to_x < 0 || to_x >= size[1])
                        continue;
                    for (int i = 0; i < in_channels; ++i)
                        for (int o = 0; o < c.out; ++o) {
                            const std::int64_t tap =
                                ((i * std::int64_t{c.out} + o) * c.kernel[0] + h) * c.kernel[1] + w;
                            const std::int64_t to = (to_y * size[1] + to_x) * out_channels +
                                                    i / c.in * std::int64_t{c.out} + o;
                            const std::int64_t from =
                                (y * c.size[1] + x) * in_channels + std::int64_t{i};
                            sums[static_cast<std::size_t>(to)] +=
                                input[static_cast<std::size_t>(from)] *
                                weights[static_cast<std::size_t>(tap)];
                        }
                }
    return sums;
}

std::int64_t products(const graph::Graph& graph) {
    std::int64_t sum = 0;
    for (const graph::Node& node : graph.nodes)
        sum += graph::macs(graph, node);
    return sum;
}

// Checks the values; the imported graph.
graph::Graph check(const Case& c, std::mt19937& random, const std::string& behind = "") {
    const std::vector<float> input = numbers(random, c.size[0] * c.size[1] * c.groups * c.in);
    const std::vector<float> weights =
        numbers(random, std::int64_t{c.groups} * c.in * c.out * c.kernel[0] * c.kernel[1]);
    const std::vector<float> bias = numbers(random, std::int64_t{c.groups} * c.out);
    ModelBuilder b;
    b.input("x", {1, c.groups * c.in, c.size[0], c.size[1]});
    b.floats("w", {c.groups * c.in, c.out, c.kernel[0], c.kernel[1]}, weights);
    b.floats("b", {c.groups * c.out}, bias);
    b.node("ConvTranspose", {"x", "w", "b"}, "t",
           {{"group", std::int64_t{c.groups}},
            {"strides", c.strides},
            {"dilations", c.dilations},
            {"pads", Ints{c.before[0], c.before[1], c.after[0], c.after[1]}},
            {"output_padding", c.extra}});
    if (!behind.empty())
        b.node(behind, {"t"}, "y");
    graph::Graph graph = b.output(behind.empty() ? "t" : "y").graph();
    std::vector<float> expected = scattered(c, input, weights, bias);
    if (behind == "Relu")
        for (float& value : expected)
            value = std::max(value, 0.0F);
    CHECK((quantizer::Reference(graph).run({input}).at(0) == expected));
    return graph;
}

} // namespace

TEST_CASE("ConvTranspose computes what its definition says") {
    std::mt19937 random(20);
    for (int i = 0; i < 400; ++i) {
        Case c;
        c.groups = static_cast<int>(draw(random, 1, 3));
        c.in = static_cast<int>(draw(random, 1, 3));
        c.out = static_cast<int>(draw(random, 1, 3));
        for (int axis = 0; axis < 2; ++axis) {
            c.size.push_back(draw(random, 1, 6));
            c.kernel.push_back(draw(random, 1, 6));
            c.strides.push_back(draw(random, 1, 5));
            c.dilations.push_back(draw(random, 0, 2) == 0 ? 2 : 1);
            c.extra.push_back(draw(random, 0, static_cast<int>(c.strides.back()) - 1));
            const std::int64_t most =
                (c.size.back() - 1) * c.strides.back() + (c.kernel.back() - 1) * c.dilations.back();
            c.before.push_back(draw(random, 0, static_cast<int>(std::min<std::int64_t>(most, 4))));
            c.after.push_back(draw(
                random, 0, static_cast<int>(std::min<std::int64_t>(most - c.before.back(), 4))));
        }
        INFO(fmt::format("case {}: groups {}, channels {} to {}, kernel {}x{}, strides {}x{}, "
                         "dilations {}x{}, size {}x{}, before {},{}, after {},{}, extra {},{}",
                         i, c.groups, c.in, c.out, c.kernel[0], c.kernel[1], c.strides[0],
                         c.strides[1], c.dilations[0], c.dilations[1], c.size[0], c.size[1],
                         c.before[0], c.before[1], c.after[0], c.after[1], c.extra[0], c.extra[1]));
        check(c, random, i % 3 == 0 ? "Relu" : "");
    }
}

TEST_CASE("ConvTranspose multiplies by no weight that does not exist") {
    std::mt19937 random(21);
    // An image that becomes `stride` times as large, whatever the kernel.
    for (const int stride : {2, 3, 4})
        for (int kernel = stride; kernel <= 7; ++kernel)
            for (const int groups : {1, 2}) {
                const std::int64_t before = (kernel - stride + 1) / 2;
                const std::int64_t extra = 2 * before - (kernel - stride);
                Case c{groups,
                       2,
                       3,
                       {5, 4},
                       {kernel, kernel},
                       {stride, stride},
                       {1, 1},
                       {before, before},
                       {before, before},
                       {extra, extra}};
                INFO(kernel << " by " << stride << " in " << groups);
                REQUIRE(c.result() == Ints{5 * stride, 4 * stride});
                const graph::Graph graph = check(c, random, "Relu");
                const std::int64_t taps = std::int64_t{kernel} * kernel;
                CHECK(products(graph) == 5 * 4 * taps * c.in * c.out * groups);
            }
}
