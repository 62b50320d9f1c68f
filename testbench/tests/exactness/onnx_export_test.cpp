// SPDX-License-Identifier: Apache-2.0
// The exported ONNX models in ONNX Runtime, which nobody here wrote, against the emulator.
//
// Without ONNX Runtime the tests say so and compare nothing (the exports are still written, and
// checked by onnx::checker).
#include <catch2/catch.hpp>

#include "base/error.h"
#include "emulator/emulator.h"
#include "quantizer/network/convert.h"
#include "quantizer/onnx_export/onnx_export.h"
#include "testbench/random_network.h"
#include "testbench/tests/exactness/runtime.h"

using namespace sluice;
using emulator::Values;
using testbench::run_in_runtime;
using testbench::runtime_ready;

namespace {

std::vector<std::vector<Values>> random_frames(const network::Network& n, int count) {
    std::vector<std::vector<Values>> frames;
    for (int i = 0; i < count; ++i)
        frames.push_back(testbench::random_frame(n, static_cast<std::uint64_t>(i) + 100));
    return frames;
}

// Values in which the runtime's exact model and the emulator differ.
int differences(const network::Network& model, const network::Network& emulated, int frames) {
    const auto inputs = random_frames(model, frames);
    const auto results = run_in_runtime(model, inputs, true);
    int differing = 0;
    for (std::size_t f = 0; f < results.size(); ++f) {
        const auto expected = emulator::run(emulated, inputs[f]);
        for (std::size_t o = 0; o < expected.size(); ++o) {
            REQUIRE(results[f][o].size() == expected[o].size());
            for (std::size_t i = 0; i < expected[o].size(); ++i)
                differing += results[f][o][i] != expected[o][i];
        }
    }
    return differing;
}

} // namespace

TEST_CASE("the exact export of a network of every kind gives the emulator's bytes") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        network::Network n = testbench::random_network_of_every_kind(seed);
        for (std::size_t id = 0; id < n.tensors.size() && seed == 1; ++id) // every layer's output
            if (id != static_cast<std::size_t>(n.inputs[0].tensor)) {
                const Shape& s = n.tensors[id].shape;
                n.outputs.push_back({"all" + std::to_string(id),
                                     static_cast<int>(id),
                                     {s.height, s.width, s.channels},
                                     id % 2 == 0});
                if (n.outputs.back().channels_first)
                    n.outputs.back().dims = {s.channels, s.height, s.width};
            }
        INFO("seed " << seed);
        CHECK(differences(n, n, 3) == 0);
    }
}

TEST_CASE("single layers export exactly: dilation, wide pads, vectors, channels last") {
    network::Conv conv{.window = {3, 2, 2, 1, 2, 3, 4, 2, 0, 5}, .out_channels = 7};
    network::AveragePool dilated{.window = {2, 3, 1, 1, 2, 1, 1, 0, 2, 1}};
    network::AveragePool wide{.window = {3, 3, 1, 1, 1, 1, 2, 2, 1, 2}};
    const std::vector<network::LayerKind> kinds{conv, dilated, wide,
                                                network::MaxPool{{2, 3, 1, 2, 2, 1, 1, 1, 1, 1}}};
    for (const network::LayerKind& kind : kinds) {
        network::Network n = testbench::random_layer_network(kind, {{9, 8, 5}}, 4);
        n.inputs[0].channels_first = false;
        n.inputs[0].dims = {9, 8, 5};
        INFO(network::kind_name(kind));
        CHECK(differences(n, n, 2) == 0);
    }
}

TEST_CASE("the comparison notices one multiplier that is off by one part in a hundred") {
    const network::Network n = testbench::random_network_of_every_kind(1);
    network::Network broken = n;
    auto& multipliers = std::get<network::Conv>(broken.layers[0].kind).requant.multiplier;
    multipliers[0] += multipliers[0] / 100;
    if (runtime_ready())
        CHECK(differences(n, broken, 2) > 0);
}

TEST_CASE("the comparison notices halves that are rounded upwards instead of to even") {
    const network::Network n = testbench::random_layer_network(
        network::AveragePool{.window = {2, 2, 2, 2}}, {{8, 10, 3}}, 5);
    network::Network broken = n;
    auto& pool = std::get<network::AveragePool>(broken.layers[0].kind);
    REQUIRE(pool.ties_to_even);
    CHECK(differences(n, n, 2) == 0);
    pool.ties_to_even = false;
    if (runtime_ready())
        CHECK(differences(n, broken, 2) > 0);
}

TEST_CASE("the QDQ export gives the emulator's values to one step of the output's scale") {
    const std::vector<network::LayerKind> kinds{
        network::Conv{.window = {3, 2, 1, 1, 1, 1, 1, 1, 1, 0}, .out_channels = 7},
        network::FullyConnected{.out_channels = 9},
        network::MaxPool{{2, 3, 1, 2, 1, 1, 1, 1, 1, 1}},
        network::AveragePool{.window = {3, 3, 2, 2, 1, 1, 1, 1, 1, 1}},
        network::AveragePool{.window = {2, 2, 1, 1, 2, 2, 1, 1, 1, 1}, .count_include_pad = true},
        network::Lookup{},
        network::ArgMax{},
        network::MaxPlace{{2, 3, 2, 3, 1, 1, 0, 0, 1, 1}},
        network::TopK{3},
        network::TopK{2, false, true}};
    for (const network::LayerKind& kind : kinds) {
        INFO(network::kind_name(kind));
        const network::Network n = testbench::random_layer_network(kind, {{7, 8, 4}}, 6);
        const auto frames = random_frames(n, 2);
        const auto results = run_in_runtime(n, frames, false);
        const network::Tensor& out = n.tensors[n.outputs[0].tensor];
        for (std::size_t f = 0; f < results.size(); ++f) {
            const auto expected = network::dequantize(out, emulator::run(n, frames[f])[0]);
            for (std::size_t i = 0; i < expected.size(); ++i)
                REQUIRE(std::abs(results[f][0][i] - expected[i]) <= 1.01 * out.scale);
        }
    }
    const network::Network all = testbench::random_network_of_every_kind(2);
    run_in_runtime(all, random_frames(all, 1), false); // it runs
}

TEST_CASE("an export that cannot be written is an Error") {
    const network::Network n = testbench::random_network_of_every_kind(2);
    CHECK_THROWS_AS(quantizer::export_exact(n, "/nonexistent/x.onnx"), Error);
    CHECK_THROWS_AS(quantizer::export_qdq(n, "/nonexistent/x.onnx"), Error);
}
