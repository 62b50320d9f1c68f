// SPDX-License-Identifier: Apache-2.0
// quantized_exact.onnx of every shared model that converts, in ONNX Runtime, against the emulator:
// every output byte.
#include <algorithm>
#include <iostream>
#include <random>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "frontend/frontend.h"
#include "quantizer/calibration/bounds.h"
#include "quantizer/quantize.h"
#include "testbench/accuracy/shared_networks.h"
#include "testbench/random_network.h"
#include "testbench/tests/exactness/runtime.h"

namespace sluice::testbench {

namespace {

constexpr double kMostMacs = 2e9; // in all frames of one model

// Smooth noise: what the numbers are does not matter, that they spread over the levels does.
class Noise : public FrameSource {
public:
    explicit Noise(const graph::Graph& graph) : graph_(graph) {}
    std::int64_t frames() const override { return 4; }
    std::vector<float> frame(int input, std::int64_t index) const override {
        std::mt19937 random(static_cast<unsigned>(input * 100 + index));
        std::vector<float> values(
            static_cast<std::size_t>(graph_.values[graph_.inputs[input].value].shape.elements()));
        for (float& value : values)
            value = static_cast<float>(random() % 1000) / 500.0F - 1.0F;
        return values;
    }

private:
    const graph::Graph& graph_;
};

network::Network integers(const graph::Graph& graph) {
    quantizer::Options options;
    options.max_frames = 2;
    return quantizer::is_quantized(graph) ? quantizer::quantize_given(graph, options)
                                          : quantizer::quantize(graph, Noise(graph), options);
}

struct Comparison {
    std::int64_t bytes = 0, differing = 0;
};

Comparison compare(const network::Network& exported, const network::Network& emulated) {
    std::int64_t macs = 1;
    for (const network::Layer& layer : exported.layers)
        macs += network::macs(exported, layer);
    const int count = static_cast<int>(std::clamp(kMostMacs / static_cast<double>(macs), 1.0, 8.0));
    std::vector<std::vector<emulator::Values>> frames;
    for (int i = 0; i < count; ++i)
        frames.push_back(random_frame(exported, static_cast<std::uint64_t>(i) + 1));
    const auto results = run_in_runtime(exported, frames, true);
    Comparison comparison;
    for (std::size_t f = 0; f < results.size(); ++f) {
        const auto expected = emulator::run(emulated, frames[f]);
        for (std::size_t o = 0; o < expected.size(); ++o) {
            REQUIRE(results[f][o].size() == expected[o].size());
            for (std::size_t i = 0; i < expected[o].size(); ++i, ++comparison.bytes)
                comparison.differing += results[f][o][i] != expected[o][i];
        }
    }
    return comparison;
}

} // namespace

TEST_CASE("the exact export of every shared model gives the emulator's bytes") {
    const auto shared = shared_folder();
    if (!shared || !runtime_ready()) {
        WARN("skipped: no folder ../shared with models, or no ONNX Runtime");
        return;
    }
    int converted = 0;
    std::vector<std::filesystem::path> models;
    for (const auto& entry : std::filesystem::directory_iterator(*shared / "models"))
        if (entry.path().extension() == ".onnx")
            models.push_back(entry.path());
    std::sort(models.begin(), models.end());
    for (const std::filesystem::path& model : models) {
        std::optional<network::Network> network;
        try {
            network = integers(frontend::import_model(model).graph);
        } catch (const Error& error) { // what is not supported is another test's business
            std::cout << model.filename().string() << ": not converted: " << error.what() << "\n";
            continue;
        }
        ++converted;
        INFO(model.filename().string());
        const Comparison same = compare(*network, *network);
        std::cout << model.filename().string() << ": " << same.bytes << " bytes\n";
        CHECK(same.bytes > 0);
        CHECK(same.differing == 0);
    }
    CHECK(converted >= 9);
}

TEST_CASE("the comparison of a shared model notices one weight that is off by one") {
    const auto shared = shared_folder();
    if (!shared || !runtime_ready())
        return;
    const network::Network network =
        integers(frontend::import_model(*shared / "models" / "resnet8_cifar10.onnx").graph);
    network::Network broken = network;
    auto& weights = std::get<network::Conv>(broken.layers[0].kind).weights;
    weights[4] = static_cast<std::int8_t>(weights[4] > 0 ? weights[4] - 1 : weights[4] + 1);
    CHECK(compare(network, broken).differing > 0);
}

} // namespace sluice::testbench
