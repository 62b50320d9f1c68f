// SPDX-License-Identifier: Apache-2.0
// The fast emulator against the plain loops that define each layer.
#include <catch2/catch.hpp>

#include <chrono>
#include <iostream>
#include <set>

#include "emulator/eval_layer.h"
#include "emulator/fast_conv.h"
#include "quantizer/network/convert.h"
#include "testbench/random_network.h"

using namespace sluice;
using emulator::Values;

namespace {

struct Case {
    network::LayerKind kind;
    Shape input;
};

int pick(std::uint64_t& state, int low, int high) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + static_cast<int>((state >> 33) % static_cast<std::uint64_t>(high - low + 1));
}

Case random_case(std::uint64_t seed) {
    std::uint64_t s = seed;
    const Shape input{pick(s, 3, 12), pick(s, 3, 11), pick(s, 1, 40)};
    if (pick(s, 0, 7) == 0)
        return {network::FullyConnected{.out_channels = pick(s, 1, 40)}, input};
    network::Conv conv;
    conv.window = {pick(s, 1, 3), pick(s, 1, 3), pick(s, 1, 3), pick(s, 1, 3), 1, 1,
                   pick(s, 0, 2), pick(s, 0, 2), pick(s, 0, 2), pick(s, 0, 2)};
    if (pick(s, 0, 1)) {
        conv.window.dilation_h = input.height >= 5 ? 2 : 1;
        conv.window.dilation_w = input.width >= 5 ? 2 : 1;
    }
    conv.out_channels = pick(s, 1, 40);
    const int form = pick(s, 0, 2);
    if (form == 1) {
        conv.groups = conv.out_channels = input.channels;
    } else if (form == 2 && input.channels % 2 == 0) {
        conv.groups = 2;
        conv.out_channels *= 2;
    }
    conv.weight_bits = pick(s, 2, 8);
    if (pick(s, 0, 1))
        conv.requant.table.resize(256);
    return {conv, input};
}

// Every frame is one uniform frame of a single-input network.
class RandomSource : public FrameSource {
public:
    explicit RandomSource(const network::Network& network) : network_(network) {}
    std::int64_t frames() const override { return 64; }
    std::vector<float> frame(int input, std::int64_t index) const override {
        return network::dequantize(
            network_.tensors[network_.inputs[input].tensor],
            testbench::random_frame(network_, static_cast<std::uint64_t>(index))[input]);
    }

private:
    const network::Network& network_;
};

} // namespace

TEST_CASE("the fast layers give what the plain loops give, in every form of the kernels") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Case c = random_case(seed);
        INFO("seed " << seed);
        const network::Network n = testbench::random_layer_network(c.kind, {c.input}, seed);
        const Values frame = testbench::random_frame(n, seed)[0];
        const std::vector<emulator::Operand> inputs{{c.input, frame}};
        const network::LayerKind& kind = n.layers[0].kind;
        const Values plain = emulator::emulate_plainly(kind, inputs);
        const emulator::FastLayer fast = emulator::prepare(kind, c.input);
        CHECK(fast.form != emulator::FastLayer::Form::plain);
        for (const emulator::Kernels& kernels : emulator::usable_kernels()) {
            INFO(kernels.name);
            REQUIRE(emulator::emulate_layer(kind, fast, inputs, kernels) == plain);
        }
    }
}

TEST_CASE("a flipped weight shows in the fast layer") {
    network::Network n = testbench::random_layer_network(
        network::Conv{.window = {3, 3}, .out_channels = 5}, {{6, 7, 4}}, 3);
    const Values frame = testbench::random_frame(n, 3)[0];
    const std::vector<emulator::Operand> inputs{{{6, 7, 4}, frame}};
    const Values plain = emulator::emulate_plainly(n.layers[0].kind, inputs);
    auto& conv = std::get<network::Conv>(n.layers[0].kind);
    conv.weights[17] = static_cast<std::int8_t>(~conv.weights[17]);
    const auto fast = emulator::prepare(n.layers[0].kind, {6, 7, 4});
    CHECK(emulator::emulate_layer(n.layers[0].kind, fast, inputs) != plain);
}

TEST_CASE("random layers spread their outputs over int8") {
    const network::Network n = testbench::random_layer_network(
        network::Conv{.window = {3, 3}, .out_channels = 24}, {{12, 13, 8}}, 5);
    const Values out = emulator::run(n, testbench::random_frame(n, 5))[0];
    CHECK(std::set<int>(out.begin(), out.end()).size() > 60);
}

TEST_CASE("a network of every kind runs alike as a whole, plainly and on any number of threads") {
    const network::Network n = testbench::random_network_of_every_kind(11);
    std::vector<std::vector<Values>> one_by_one;
    for (std::uint64_t i = 0; i < 64; ++i) {
        const auto frame = testbench::random_frame(n, i);
        const auto all = emulator::run_all(n, frame);
        for (const network::Layer& layer : n.layers) {
            std::vector<emulator::Operand> inputs;
            for (const network::TensorId id : layer.inputs)
                inputs.push_back({n.tensors[id].shape, all[id]});
            REQUIRE(emulator::emulate_plainly(layer.kind, inputs) == all[layer.output]);
        }
        one_by_one.push_back(emulator::run(n, frame));
        REQUIRE(one_by_one.back()[0] == all[n.outputs[0].tensor]);
    }
    for (const int threads : {1, 2, 5}) {
        std::vector<std::vector<Values>> results;
        emulator::run_frames(n, RandomSource(n), 64, threads,
                             [&](std::int64_t frame, const std::vector<Values>& outputs) {
                                 REQUIRE(frame == static_cast<std::int64_t>(results.size()));
                                 results.push_back(outputs);
                             });
        CHECK(results == one_by_one);
    }
}

TEST_CASE("an input outside its bits, or of the wrong size, is Sluice's fault") {
    const network::Network n = testbench::random_network_of_every_kind(11);
    auto frame = testbench::random_frame(n, 1);
    frame[0][5] = 128;
    CHECK_THROWS_AS(emulator::run(n, frame), std::logic_error);
    frame[0][5] = 127;
    CHECK_NOTHROW(emulator::run(n, frame));
    frame[0].pop_back();
    CHECK_THROWS_AS(emulator::run(n, frame), std::logic_error);
}

// exactness_test "[benchmark]"
TEST_CASE("frames per second of a network of ResNet-8's size", "[.][benchmark]") {
    network::Network n;
    n.name = "resnet8_size";
    n.tensors.push_back({"in", {32, 32, 3}, 0.02, 0, 8});
    n.inputs.push_back({"in", 0, {32, 32, 3}, false});
    std::uint64_t seed = 1;
    const auto conv = [&](network::TensorId in, int out_channels, int kernel, int stride) {
        network::Conv layer{.out_channels = out_channels};
        layer.window = {kernel, kernel, stride, stride};
        if (kernel == 3)
            layer.window.pad_top = layer.window.pad_left = layer.window.pad_bottom =
                layer.window.pad_right = 1;
        return testbench::append_random_layer(n, layer, {in}, ++seed);
    };
    network::TensorId x = conv(0, 16, 3, 1);
    for (const int channels : {16, 32, 64}) {
        const int stride = channels == 16 ? 1 : 2;
        const network::TensorId skip = stride == 1 ? x : conv(x, channels, 1, stride);
        const network::TensorId y = conv(conv(x, channels, 3, stride), channels, 3, 1);
        x = testbench::append_random_layer(n, network::Add{}, {skip, y}, ++seed);
    }
    x = testbench::append_random_layer(n, network::GlobalAveragePool{}, {x}, ++seed);
    x = testbench::append_random_layer(n, network::FullyConnected{.out_channels = 10}, {x}, ++seed);
    n.outputs.push_back({"out", x, {10}, true});
    network::validate(n);
    std::int64_t macs = 0;
    for (const network::Layer& layer : n.layers)
        macs += network::macs(n, layer);
    class Same : public FrameSource {
    public:
        std::int64_t frames() const override { return 2000; }
        std::vector<float> frame(int, std::int64_t) const override { return values; }
        std::vector<float> values = std::vector<float>(32 * 32 * 3, 0.5f);
    };
    const auto start = std::chrono::steady_clock::now();
    emulator::run_frames(n, Same(), 2000, 2, [](std::int64_t, const std::vector<Values>&) {});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << macs << " MACs, 2 threads, " << emulator::best_kernels().name << ": "
              << 2000 / seconds.count() << " frames/s\n";
}
