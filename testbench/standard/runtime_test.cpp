// SPDX-License-Identifier: Apache-2.0
// The float graph of every shared network against ONNX Runtime, to 1e-4 of the largest output.
// ONNX Runtime comes from npm into the build folder; without it, or without ../shared, nothing is
// compared and the test says so.
#include <catch2/catch.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "frontend/frontend.h"
#include "quantizer/reference/execute.h"
#include "testbench/accuracy/shared_networks.h"
#include "testbench/standard/laid_out.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kRuntime = fs::path(SLUICE_BINARY_DIR) / "onnxruntime";

bool runtime_ready() {
    if (fs::exists(kRuntime / "node_modules" / "onnxruntime-node" / "package.json"))
        return true;
    fs::create_directories(kRuntime);
    const std::string install = "cd '" + kRuntime.string() +
                                "' && ONNXRUNTIME_NODE_INSTALL=skip timeout 120 npm install "
                                "--no-audit --no-fund onnxruntime-node@1 > npm.log 2>&1";
    return std::system(install.c_str()) == 0;
}

struct Network {
    const char* name;
    float low; // of the inputs that the network was trained for
    float high;
};

// tfc_2w2a_mnist_qonnx is left out: ONNX Runtime cannot load it.
constexpr Network kNetworks[] = {
    {"mnist_cntk_op7", 0, 255},
    {"resnet8_cifar10", 0, 255},
    {"dscnn_kws", -120, 26},
    {"vww_mobilenetv1_025_96", 0, 1},
    {"ad_toycar_autoencoder", -20, 20},
    {"squeezenet1_1_imagenet", -120, 130},
    {"superres_x3", 0, 1},
    {"mobilenetv1_025_128_imagenet", -1, 1},
    {"unet_sed_224", 0, 1},
    {"ultraface_rfb_320", -1, 1},
};

std::vector<float> noise(std::int64_t count, const Network& network) {
    std::mt19937 random(7); // its numbers are the standard's, a distribution's are not
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(network.low + (network.high - network.low) *
                                           static_cast<float>(random() >> 8) / 16777216.0F);
    return values;
}

// The outputs of ONNX Runtime on one input, by name.
Json run_runtime(const fs::path& model, const std::string& input,
                 const std::vector<std::int64_t>& dims, const std::vector<float>& values) {
    const fs::path folder = fs::temp_directory_path() / fmt::format("sluice_ort_{}", getpid());
    fs::create_directories(folder);
    Json feeds;
    feeds[input] = {{"type", "float32"}, {"dims", dims}, {"data", values}};
    std::ofstream(folder / "job.json") << Json::array({feeds});
    const std::string command =
        "node '" SLUICE_SOURCE_DIR "/testbench/tests/exactness/run_onnx.js' '" + kRuntime.string() +
        "' '" + model.string() + "' '" + (folder / "job.json").string() + "' '" +
        (folder / "result.json").string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream file(folder / "result.json");
    Json result = Json::parse(file)[0];
    fs::remove_all(folder);
    return result;
}

// The largest difference as a part of the largest value.
double difference(const std::vector<float>& ours, const std::vector<double>& theirs) {
    REQUIRE(ours.size() == theirs.size());
    double largest = 0.0;
    double apart = 0.0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        largest = std::max(largest, std::fabs(theirs[i]));
        apart = std::max(apart, std::fabs(static_cast<double>(ours[i]) - theirs[i]));
    }
    return apart / largest;
}

} // namespace

TEST_CASE("infer agrees with ONNX Runtime on every shared network") {
    const auto shared = shared_folder();
    if (!shared) {
        WARN("skipped: no folder ../shared with models and data (or SLUICE_SHARED)");
        return;
    }
    if (!runtime_ready()) {
        WARN("skipped: onnxruntime-node cannot be installed by npm");
        return;
    }
    for (const Network& network : kNetworks) {
        INFO(network.name);
        const fs::path model = *shared / "models" / (std::string(network.name) + ".onnx");
        const auto graph = frontend::import_model(model).graph;
        REQUIRE(graph.inputs.size() == 1);
        std::vector<std::int64_t> dims{1};
        dims.insert(dims.end(), graph.inputs[0].dims.begin(), graph.inputs[0].dims.end());
        std::int64_t count = 1;
        for (const std::int64_t dim : dims)
            count *= dim;
        const std::vector<float> input = noise(count, network);
        const auto outputs =
            quantizer::Reference(graph).run({to_graph(graph, graph.inputs[0], input)});
        const Json expected = run_runtime(model, graph.inputs[0].name, dims, input);
        for (std::size_t o = 0; o < outputs.size(); ++o) {
            const auto ours = to_model(graph, graph.outputs[o], outputs[o]);
            const auto theirs = expected.at(graph.outputs[o].name).get<std::vector<double>>();
            INFO(graph.outputs[o].name);
            CHECK(difference(ours, theirs) <= 1e-4);
            std::vector<float> wrong = ours;
            for (const float value : ours)
                wrong[0] = std::max(wrong[0], 1.01F * std::fabs(value));
            wrong[0] += 0.01F * wrong[0];
            CHECK(difference(wrong, theirs) > 1e-4); // a wrong number would be seen
        }
    }
}

} // namespace sluice::testbench
