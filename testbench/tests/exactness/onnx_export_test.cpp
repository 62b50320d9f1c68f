// SPDX-License-Identifier: Apache-2.0
// The exported ONNX models in ONNX Runtime, which nobody here wrote, against the emulator.
//
// ONNX Runtime comes from npm into the build folder; without it the tests say so and compare
// nothing (the exports are still written, and checked by onnx::checker).
#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "emulator/emulator.h"
#include "quantizer/network/convert.h"
#include "quantizer/onnx_export/onnx_export.h"
#include "testbench/random_network.h"

using namespace sluice;
namespace fs = std::filesystem;
using Json = nlohmann::json;
using emulator::Values;

namespace {

const fs::path kRuntime = fs::path(SLUICE_BINARY_DIR) / "onnxruntime";

bool runtime_ready() {
    static const bool ready = [] {
        if (fs::exists(kRuntime / "node_modules" / "onnxruntime-node" / "package.json"))
            return true;
        fs::create_directories(kRuntime);
        const std::string install = "cd '" + kRuntime.string() +
                                    "' && ONNXRUNTIME_NODE_INSTALL=skip timeout 120 npm install "
                                    "--no-audit --no-fund onnxruntime-node@1 > npm.log 2>&1";
        return std::system(install.c_str()) == 0;
    }();
    if (!ready)
        WARN("skipped: onnxruntime-node cannot be installed by npm");
    return ready;
}

// From HWC to the interface's layout, or back.
template <class T>
std::vector<T> laid_out(const std::vector<T>& values, const Shape& s, bool channels_first,
                        bool back) {
    if (!channels_first)
        return values;
    std::vector<T> result(values.size());
    for (int pixel = 0; pixel < s.pixels(); ++pixel)
        for (int c = 0; c < s.channels; ++c) {
            const auto hwc = std::size_t(pixel) * s.channels + c;
            const auto chw = std::size_t(c) * s.pixels() + pixel;
            result[back ? hwc : chw] = values[back ? chw : hwc];
        }
    return result;
}

// The outputs of each frame in HWC order, by the runtime; numbers as it gives them.
std::vector<std::vector<std::vector<double>>>
run_in_runtime(const network::Network& n, const std::vector<std::vector<Values>>& frames,
               bool exact) {
    const fs::path folder =
        fs::temp_directory_path() / ("sluice_export_" + std::to_string(getpid()));
    fs::create_directories(folder);
    const fs::path model = folder / "model.onnx";
    exact ? quantizer::export_exact(n, model) : quantizer::export_qdq(n, model);
    std::vector<std::vector<std::vector<double>>> results;
    if (runtime_ready()) {
        Json job = Json::array();
        for (const auto& frame : frames) {
            Json feeds;
            for (std::size_t i = 0; i < n.inputs.size(); ++i) {
                const network::Interface& in = n.inputs[i];
                const network::Tensor& tensor = n.tensors[in.tensor];
                std::vector<std::int64_t> dims{1};
                dims.insert(dims.end(), in.dims.begin(), in.dims.end());
                feeds[in.name] = {{"type", exact ? "int8" : "float32"}, {"dims", dims}};
                if (exact)
                    feeds[in.name]["data"] =
                        laid_out(frame[i], tensor.shape, in.channels_first, false);
                else
                    feeds[in.name]["data"] = laid_out(network::dequantize(tensor, frame[i]),
                                                      tensor.shape, in.channels_first, false);
            }
            job.push_back(feeds);
        }
        std::ofstream(folder / "job.json") << job;
        const std::string command =
            "node '" SLUICE_SOURCE_DIR "/testbench/tests/exactness/run_onnx.js' '" +
            kRuntime.string() + "' '" + model.string() + "' '" + (folder / "job.json").string() +
            "' '" + (folder / "result.json").string() + "'";
        REQUIRE(std::system(command.c_str()) == 0);
        std::ifstream file(folder / "result.json");
        for (const Json& frame : Json::parse(file)) {
            auto& outputs = results.emplace_back();
            for (const network::Interface& out : n.outputs)
                outputs.push_back(laid_out(frame[out.name].get<std::vector<double>>(),
                                           n.tensors[out.tensor].shape, out.channels_first, true));
        }
    }
    fs::remove_all(folder);
    return results;
}

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

TEST_CASE("the QDQ export gives the emulator's values to one step of the output's scale") {
    const std::vector<network::LayerKind> kinds{
        network::Conv{.window = {3, 2, 1, 1, 1, 1, 1, 1, 1, 0}, .out_channels = 7},
        network::FullyConnected{.out_channels = 9},
        network::MaxPool{{2, 3, 1, 2, 1, 1, 1, 1, 1, 1}},
        network::AveragePool{.window = {3, 3, 2, 2, 1, 1, 1, 1, 1, 1}},
        network::AveragePool{.window = {2, 2, 1, 1, 2, 2, 1, 1, 1, 1}, .count_include_pad = true},
        network::Lookup{},
        network::ArgMax{}};
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
