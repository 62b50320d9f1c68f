// SPDX-License-Identifier: Apache-2.0
// The shared QDQ model layer by layer: each of our layers gets ONNX Runtime's own integers, and
// must give those that ONNX Runtime gives. Both round sums that lie almost at a half; what such a
// sum does to the layers behind it says nothing about them, so that no layer inherits another's.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "frontend/frontend.h"
#include "frontend/onnx_file.h"
#include "quantizer/network/convert.h"
#include "quantizer/quantize.h"
#include "testbench/accuracy/shared_networks.h"
#include "testbench/tests/exactness/runtime.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;
using emulator::Values;

constexpr std::int64_t kFrames = 12;
constexpr const char* kModel = "resnet8_cifar10_qdq.onnx";

// A protobuf field of bytes. Its number is below 16.
std::string field(int number, const std::string& bytes) {
    std::string result(1, static_cast<char>(number << 3 | 2));
    std::size_t size = bytes.size();
    for (; size >= 128; size >>= 7)
        result += static_cast<char>(size & 127 | 128);
    return result + static_cast<char>(size) + bytes;
}

// The model with every quantized activation as an output: what is appended to a protobuf message is
// added to it. Gives the outputs' names by those of the values that they quantize.
std::map<std::string, std::string> write_with_outputs(const fs::path& model, const fs::path& to) {
    std::map<std::string, std::string> outputs;
    std::string added;
    for (const frontend::OnnxNode& node : frontend::read_onnx_file(model).nodes)
        if (node.op == "QuantizeLinear") {
            outputs[node.inputs[0]] = node.outputs[0];
            const std::string int8_tensor("\x0a\x02\x08\x03", 4); // TypeProto.tensor_type.elem_type
            added += field(12, field(1, node.outputs[0]) + field(2, int8_tensor));
        }
    std::ifstream from(model, std::ios::binary);
    std::ofstream(to, std::ios::binary)
        << std::string((std::istreambuf_iterator<char>(from)), {}) << field(7, added);
    return outputs;
}

Values in_hwc(const std::vector<int>& values, const Shape& shape) {
    Values result;
    for (int pixel = 0; pixel < shape.pixels(); ++pixel)
        for (int c = 0; c < shape.channels; ++c)
            result.push_back(static_cast<std::int16_t>(values[c * shape.pixels() + pixel]));
    return result;
}

// Every tensor of the network on every frame, as ONNX Runtime has it.
std::vector<std::vector<Values>> runtime_tensors(const fs::path& model,
                                                 const network::Network& network,
                                                 const SharedFrames& frames) {
    const fs::path folder =
        fs::temp_directory_path() / ("sluice_layers_" + std::to_string(getpid()));
    fs::create_directories(folder);
    const auto outputs = write_with_outputs(model, folder / "model.onnx");
    const network::Interface& input = network.inputs[0];
    nlohmann::json job = nlohmann::json::array();
    for (std::int64_t f = 0; f < kFrames; ++f)
        job.push_back(
            {{input.name,
              {{"type", "float32"}, {"dims", {1, 32, 32, 3}}, {"data", frames.frame(0, f)}}}});
    std::ofstream(folder / "job.json") << job;
    const std::string command =
        "node '" SLUICE_SOURCE_DIR "/testbench/tests/exactness/run_onnx.js' '" SLUICE_BINARY_DIR
        "/onnxruntime' '" +
        (folder / "model.onnx").string() + "' '" + (folder / "job.json").string() + "' '" +
        (folder / "result.json").string() + "' 2> '" + (folder / "node.log").string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream file(folder / "result.json");
    std::vector<std::vector<Values>> result;
    for (const nlohmann::json& frame : nlohmann::json::parse(file)) {
        std::vector<Values>& tensors = result.emplace_back();
        for (network::TensorId id = 0; id < std::ssize(network.tensors); ++id) {
            const network::Tensor& tensor = network.tensors[id];
            if (id == input.tensor)
                tensors.push_back(network::quantize(
                    tensor, frames.frame(0, static_cast<std::int64_t>(result.size()) - 1)));
            else
                tensors.push_back(in_hwc(frame.at(outputs.at(tensor.name)).get<std::vector<int>>(),
                                         tensor.shape));
        }
    }
    fs::remove_all(folder);
    return result;
}

struct Count {
    std::int64_t integers = 0, differing = 0;
    int most = 0;
};

Count compare(const network::Network& network, const network::Layer& layer,
              const std::vector<std::vector<Values>>& frames) {
    Count count;
    const auto run = emulator::prepare_layer(layer.kind, network::input_shapes(network, layer));
    for (const std::vector<Values>& tensors : frames) {
        std::vector<std::span<const std::int16_t>> operands;
        for (const network::TensorId id : layer.inputs)
            operands.emplace_back(tensors[id]);
        const Values own = run(operands);
        const Values& wanted = tensors[layer.output];
        REQUIRE(own.size() == wanted.size());
        for (std::size_t i = 0; i < own.size(); ++i, ++count.integers) {
            count.differing += own[i] != wanted[i];
            count.most = std::max(count.most, std::abs(own[i] - wanted[i]));
        }
    }
    return count;
}

// 99.9 % of the integers, and none off by more than 1.
bool agrees(const Count& count) {
    return count.integers > 0 && count.differing * 1000 <= count.integers && count.most <= 1;
}

} // namespace

TEST_CASE("every layer of the shared QDQ model gives ONNX Runtime's integers for its inputs") {
    const auto shared = shared_folder();
    if (!shared || !runtime_ready()) {
        WARN("skipped: no folder ../shared with models, or no ONNX Runtime");
        return;
    }
    const fs::path model = *shared / "models" / kModel;
    const network::Network network =
        quantizer::quantize_given(frontend::import_model(model).graph, {});
    const SharedFrames images = test_frames(*shared, {"resnet8_cifar10", 0, 0});
    const auto frames = runtime_tensors(model, network, images);
    std::int64_t integers = 0, differing = 0;
    for (const network::Layer& layer : network.layers) {
        INFO(layer.name);
        const Count count = compare(network, layer, frames);
        CHECK(agrees(count));
        integers += count.integers;
        differing += count.differing;
    }
    std::cout << differing << " of " << integers << " integers differ\n";

    SECTION("a weight that is off by one shows in its layer and in no other") {
        network::Network broken = network;
        auto& conv = std::get<network::Conv>(broken.layers[4].kind);
        conv.weights[0] = static_cast<std::int8_t>(conv.weights[0] > 0 ? conv.weights[0] - 1
                                                                       : conv.weights[0] + 1);
        std::vector<std::string> wrong;
        for (const network::Layer& layer : broken.layers)
            if (!agrees(compare(broken, layer, frames)))
                wrong.push_back(layer.name);
        CHECK(wrong == std::vector<std::string>{network.layers[4].name});
    }
}

} // namespace sluice::testbench
