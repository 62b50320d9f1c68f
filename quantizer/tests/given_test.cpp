// SPDX-License-Identifier: Apache-2.0
// Already quantized models: their levels are kept, and their layers give their very integers.
#include <cmath>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "base/fixed_point.h"
#include "quantizer/calibration/bounds.h"
#include "quantizer/layers/given_weights.h"
#include "quantizer/quantize.h"
#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

namespace {

struct Channel {
    std::vector<std::int8_t> row;
    double step = 1.0, bias = 0.0;
    Ending ending;
    LayerContext context;
};

// A row of narrow weights whose output has 2 to 5 bits, as trained quantized networks have.
Channel random_channel(std::mt19937& random) {
    const auto any = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    Channel channel;
    const int depth = any(3, 40);
    for (int i = 0; i < depth; ++i)
        channel.row.push_back(static_cast<std::int8_t>(any(-7, 7)));
    channel.step = 0.01 * any(1, 90);
    channel.bias = 0.137 * any(-40, 40);
    channel.context.inputs = {{0.05, any(-128, 0)}};
    const int bits = any(2, 4);
    channel.ending.clamp_low = -(1 << (bits - 1));
    channel.ending.clamp_high = (1 << (bits - 1)) - 1;
    channel.ending.requantized = {channel.step * 0.05 * any(20, 90), any(-2, 1)};
    return channel;
}

// Sums that the factors round otherwise than the model does.
int wrong_sums(const Channel& channel, const GivenFactors& factors) {
    const Affine& in = channel.context.inputs[0];
    const Affine& out = channel.ending.requantized;
    std::int64_t low = 0, high = 0, unit = 0;
    for (const std::int64_t w : channel.row) {
        unit = std::gcd(unit, w);
        low += std::min(w * (-128 - in.zero_point), w * (127 - in.zero_point));
        high += std::max(w * (-128 - in.zero_point), w * (127 - in.zero_point));
    }
    int wrong = 0;
    for (std::int64_t sum = low; sum <= high; sum += unit) {
        const double real = static_cast<double>(sum) * in.scale * channel.step + channel.bias;
        // Halves are not left to the last bit of a double.
        const double steps = std::nearbyint(real / out.scale * 1e8) / 1e8;
        const double wanted =
            std::clamp(std::nearbyint(steps) + out.zero_point, double(channel.ending.clamp_low),
                       double(channel.ending.clamp_high));
        const std::int64_t given =
            round_shift((sum + factors.bias) * factors.factor.multiplier, factors.factor.shift) +
            out.zero_point;
        wrong +=
            std::clamp<std::int64_t>(given, channel.ending.clamp_low, channel.ending.clamp_high) !=
            static_cast<std::int64_t>(wanted);
    }
    return wrong;
}

// Convolution, Relu, pooling, sum, fully connected.
graph::Graph given_graph() {
    std::mt19937 random(5);
    test::GraphBuilder b;
    const graph::ValueId x = b.input({6, 5, 3});
    const graph::ValueId a =
        b.add(test::make_conv({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 3, 4, random), {x});
    const graph::ValueId r = b.add(test::make_activation(graph::ActivationKind::relu), {a});
    const graph::ValueId p = b.add(graph::MaxPool{{3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}, {r});
    const graph::ValueId s = b.add(graph::Add{}, {r, p});
    b.output(b.add(test::make_fully_connected({6, 5, 4}, 3, random), {s}));
    return b.graph;
}

} // namespace

TEST_CASE("factors that say they are exact are, for every sum of the products") {
    std::mt19937 random(11);
    int exact = 0, noticed = 0;
    for (int trial = 0; trial < 400; ++trial) {
        const Channel channel = random_channel(random);
        GivenFactors factors =
            given_factors(channel.row, channel.step, channel.bias, channel.ending, channel.context);
        if (!factors.exact)
            continue;
        ++exact;
        INFO("trial " << trial);
        CHECK(wrong_sums(channel, factors) == 0);
        factors.bias += 1; // the check sees a bias that is off by one product
        factors.factor.multiplier += factors.factor.multiplier / 50;
        noticed += wrong_sums(channel, factors) > 0;
    }
    CHECK(exact > 200);
    CHECK(noticed > exact * 9 / 10);
}

TEST_CASE("the network of an already quantized model has its scales, without any data") {
    graph::Graph graph = given_graph();
    CHECK_FALSE(is_quantized(graph));
    for (graph::Value& value : graph.values)
        value.quantization = graph::Quantization{0.0625, 3, -128, 127};
    REQUIRE(is_quantized(graph));
    const network::Network network = quantize_given(graph, {});
    CHECK(network.quantization_method == "given");
    CHECK(network.notes.empty());
    for (const network::Tensor& tensor : network.tensors) {
        CHECK(tensor.scale == 0.0625);
        CHECK(tensor.zero_point == 3);
    }
}

TEST_CASE("what an already quantized model leaves open is bounded, or asks for calibration") {
    graph::Graph graph = given_graph();
    graph.values[graph.inputs[0].value].quantization = graph::Quantization{0.5, 0, -128, 127};
    const network::Network network = quantize_given(graph, {});
    REQUIRE(network.notes.size() == 1);
    CHECK_THAT(network.notes[0], Catch::Contains("gives no scale for"));
    graph.values[graph.inputs[0].value].quantization.reset();
    CHECK_THROWS_WITH(quantize_given(graph, {}), Catch::Contains("give --calibration"));
}

} // namespace sluice::quantizer
