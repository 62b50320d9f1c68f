// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower.h"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "base/fixed_point.h"
#include "generator/lower/weighted.h"
#include "generator/tests/networks.h"

using namespace sluice;

namespace {

bool is_identifier(const std::string& name) {
    return !name.empty() && name[0] >= 'a' && name[0] <= 'z' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

// The smallest and largest sum of any prefix over every input of the given corner values: what an
// accumulator goes through, by trying all.
struct Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
};
Range exhaustive(const std::vector<std::int8_t>& weights) {
    const int inputs[] = {-128, -1, 0, 1, 127};
    Range range;
    std::vector<std::int64_t> sums = {0};
    for (const std::int8_t weight : weights) {
        std::vector<std::int64_t> next;
        for (const std::int64_t sum : sums)
            for (const int input : inputs)
                next.push_back(sum + input * weight);
        sums = std::move(next);
        range.low = std::min(range.low, *std::min_element(sums.begin(), sums.end()));
        range.high = std::max(range.high, *std::max_element(sums.begin(), sums.end()));
    }
    return range;
}

rtl::Conv arithmetic(const std::vector<std::int8_t>& weights, std::int32_t bias) {
    rtl::Conv block;
    block.out_channels = 1;
    network::Requant requant;
    requant.bias = {bias};
    requant.multiplier = {1 << 16};
    requant.shift = {20};
    lower::set_arithmetic(block, weights, requant);
    return block;
}

const std::vector<std::vector<std::int8_t>> kWeights = {
    {0},          {1},           {-1},          {127},           {-128},
    {1, 1},       {-128, -128},  {127, -128},   {-1, -1, -1},    {1, -1, 1, -1},
    {64, 64, 64}, {2, 0, -2, 1}, {127, 127, 2}, {-128, 1, 1, 1}, {100, -100, 100, -100, 3}};

} // namespace

TEST_CASE("accumulators are exactly as wide as the weights can need") {
    for (const auto& weights : kWeights) {
        CAPTURE(std::vector<int>(weights.begin(), weights.end()));
        const Range range = exhaustive(weights);
        const rtl::Conv block = arithmetic(weights, 0);
        CHECK(block.accumulator_bits == signed_bits(range.low, range.high));
        // One bit less would not hold the extremes (the planted fault).
        const std::int64_t half = (std::int64_t{1} << block.accumulator_bits) / 4;
        CHECK((range.low < -half || range.high >= half || block.accumulator_bits <= 2));
    }
}

TEST_CASE("the sum is as wide as accumulator, bias and both together need") {
    for (const auto& weights : kWeights)
        for (const std::int32_t bias : {0, 1, -1, 300, -300, 100000, -100000}) {
            const Range range = exhaustive(weights);
            const rtl::Conv block = arithmetic(weights, bias);
            const std::int64_t low = std::min<std::int64_t>({range.low + bias, range.low, bias});
            const std::int64_t high = std::max<std::int64_t>({range.high + bias, range.high, bias});
            CAPTURE(bias, std::vector<int>(weights.begin(), weights.end()));
            CHECK(block.sum_bits == signed_bits(low, high));
        }
}

TEST_CASE("the widest channel decides the accumulator, the shifts' range is the layer's") {
    rtl::Conv block;
    block.out_channels = 2;
    network::Requant requant;
    requant.bias = {0, 0};
    requant.multiplier = {1 << 16, 1 << 16};
    requant.shift = {19, 23};
    const std::vector<std::int8_t> weights = {1, 1, 100, 100};
    lower::set_arithmetic(block, weights, requant);
    CHECK(block.accumulator_bits == signed_bits(-25600, 25400));
    CHECK(block.shift_min == 19);
    CHECK(block.shift_max == 23);
}

TEST_CASE("hostile layer names become unique identifiers and are kept for messages") {
    const std::vector<std::string> names = {"a\"b",        "a\nendmodule\n",
                                            "back\\slash", "\xe5\xb1\xa4",
                                            "module",      std::string(500, 'x'),
                                            "Conv",        "conv",
                                            "CONV",        "../../etc/passwd",
                                            "$(rm -rf)",   "*/",
                                            "1x1",         "-",
                                            "sluice_conv"};
    NetworkBuilder net("net");
    int t = net.input("x", {4, 4, 2});
    for (const std::string& name : names)
        t = net.conv(name, t, 2);
    net.output("y", t);
    const design::Skeleton skeleton = lower::lower(net.network());
    REQUIRE(skeleton.layers.size() == names.size());
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const design::LayerBlock& layer = skeleton.layers[i];
        CAPTURE(names[i], layer.name);
        CHECK(is_identifier(layer.name));
        CHECK(layer.name.size() <= 64);
        CHECK(seen.insert(layer.name).second);
        CHECK(layer.label == names[i]);
    }
}

TEST_CASE("hostile inputs and outputs get unique identifiers") {
    NetworkBuilder net("net");
    for (const char* name : {"in 0", "in.0", "in-0", "input", "\"", ""})
        net.output(name, net.conv(name, net.input(name, {4, 4, 2}), 2));
    const design::Skeleton skeleton = lower::lower(net.network());
    for (const auto& names : {skeleton.input_names, skeleton.output_names}) {
        CHECK(std::set(names.begin(), names.end()).size() == 6);
        for (const std::string& name : names)
            CHECK(is_identifier(name));
    }
}

TEST_CASE("no design is named as a module of the library could be") {
    for (const char* name : {"sluice_conv", "sluice", "Sluice-Conv", "sluice_pkg", "SLUICE/FIFO"}) {
        const std::string lowered = lower::lower(tiny_chain(name)).name;
        CAPTURE(name, lowered);
        CHECK(is_identifier(lowered));
        CHECK(lowered.rfind("sluice", 0) != 0);
    }
    CHECK(lower::lower(tiny_chain("resnet8")).name == "resnet8");
    CHECK(lower::lower(tiny_chain("module")).name != "module");
}

TEST_CASE("memory images hold every weight once") {
    const network::Network network = tiny_chain();
    const design::Skeleton skeleton = lower::lower(network);
    const auto& conv = std::get<network::Conv>(network.layers[0].kind);
    for (const rtl::Parallelism& p : rtl::block_choices(skeleton.layers[0].block)) {
        const rtl::Block block = rtl::block_with_parallelism(skeleton.layers[0].block, p);
        const auto images = lower::layer_memories(network, 0, block);
        CAPTURE(p.in_channels, p.out_channels, p.kernel);
        REQUIRE(images.size() == 2);
        CHECK(images[0].parameter() == "WeightFile");
        CHECK(images[1].parameter() == "ParamFile");
        CHECK(images[0].word_bits() == 8 * p.in_channels * p.out_channels * p.kernel);
        // As many bytes of each value in the image as among the weights; padding lanes are zero,
        // and no weight of the pattern is.
        std::map<int, int> weights;
        for (const std::int8_t weight : conv.weights)
            ++weights[weight & 255];
        std::map<int, int> stored;
        const std::string hex = images[0].hex();
        for (std::size_t line = 0; line < hex.size(); line = hex.find('\n', line) + 1)
            for (std::size_t i = line; hex[i] != '\n'; i += 2)
                if (const int byte = std::stoi(hex.substr(i, 2), nullptr, 16); byte != 0)
                    ++stored[byte];
        CHECK(std::count(conv.weights.begin(), conv.weights.end(), 0) == 0);
        CHECK(stored == weights);
    }
}

TEST_CASE("layers without weights have no memories, tables have one") {
    NetworkBuilder net("net");
    const int x = net.input("x", {4, 4, 2});
    net.output("y", net.add("sum", net.max_pool("p", x), net.max_pool("q", x)));
    const design::Skeleton skeleton = lower::lower(net.network());
    for (int i = 0; i < 3; ++i)
        CHECK(lower::layer_memories(net.network(), i, skeleton.layers[i].block).empty());
    std::get<network::Add>(net.network().layers[2].kind).table.assign(256, 5);
    const design::Skeleton again = lower::lower(net.network());
    CHECK(lower::layer_memories(net.network(), 2, again.layers[2].block).size() == 1);
}
