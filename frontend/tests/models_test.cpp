// SPDX-License-Identifier: Apache-2.0
// Real trained networks, where the shared folder is there.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "frontend/frontend.h"

namespace sluice::frontend {

namespace {

std::filesystem::path models() {
    if (const char* shared = std::getenv("SLUICE_SHARED"))
        return std::filesystem::path(shared) / "models";
    return std::filesystem::path(SLUICE_SOURCE_DIR) / "../shared/models";
}

bool present(const std::string& file) {
    if (std::filesystem::exists(models() / file))
        return true;
    WARN("skipped: " << file << " is not in " << models());
    return false;
}

struct Expected {
    const char* file;
    Shape input;
    Shape output;
    std::int64_t macs; // from the layer table of each network, by hand or from its publication
    std::size_t nodes;
};

} // namespace

TEST_CASE("the shared networks import with their shapes and multiply-accumulates") {
    const auto expected = GENERATE(
        Expected{"mnist_cntk_op7.onnx", {28, 28, 1}, {1, 1, 10}, 786560, 7},
        Expected{"resnet8_cifar10.onnx", {32, 32, 3}, {1, 1, 10}, 12501632, 22},
        Expected{"dscnn_kws.onnx", {49, 10, 1}, {1, 1, 12}, 2656768, 21},
        Expected{"vww_mobilenetv1_025_96.onnx", {96, 96, 3}, {1, 1, 2}, 7489664, 57},
        Expected{"ad_toycar_autoencoder.onnx", {1, 1, 640}, {1, 1, 640}, 264192, 19},
        Expected{"mobilenetv1_025_128_imagenet.onnx", {128, 128, 3}, {1, 1, 1001}, 13570304, 57},
        Expected{"squeezenet1_1_imagenet.onnx", {224, 224, 3}, {1, 1, 1000}, 349151936, 65});
    if (!present(expected.file))
        return;
    CAPTURE(expected.file);
    const ImportResult result = import_model(models() / expected.file);
    const graph::Graph& graph = result.graph;
    std::int64_t macs = 0;
    for (const graph::Node& node : graph.nodes)
        macs += graph::macs(graph, node);
    CHECK(macs == expected.macs);
    CHECK(graph.nodes.size() == expected.nodes);
    REQUIRE(graph.inputs.size() == 1);
    REQUIRE(graph.outputs.size() == 1);
    CHECK(graph.values[static_cast<std::size_t>(graph.inputs[0].value)].shape == expected.input);
    CHECK(graph.values[static_cast<std::size_t>(graph.outputs[0].value)].shape == expected.output);
    CHECK(graph.inputs[0].channels_first);
    CHECK(result.warnings.empty());
    const CheckReport report = check_model(models() / expected.file);
    CHECK(report.supported());
    for (const NodeVerdict& verdict : report.nodes)
        CHECK_FALSE(verdict.reason.empty());
}

TEST_CASE("quantized networks and those of other layers than the core's are supported as a whole") {
    struct Others {
        const char* file;
        std::size_t nodes;
        std::vector<Shape> outputs;
    };
    const auto expected =
        GENERATE(Others{"resnet8_cifar10_qdq.onnx", 67, {{1, 1, 10}}},
                 Others{"tfc_2w2a_mnist_qonnx.onnx", 31, {{1, 1, 10}}},
                 Others{"superres_x3.onnx", 8, {{672, 672, 1}}},
                 Others{"unet_sed_224.onnx", 27, {{224, 224, 1}}},
                 Others{"ultraface_rfb_320.onnx", 110, {{1, 4420, 2}, {1, 4420, 4}}});
    if (!present(expected.file))
        return;
    CAPTURE(expected.file);
    const CheckReport report = check_model(models() / expected.file);
    CHECK(report.nodes.size() == expected.nodes);
    CHECK(report.supported());
    for (const NodeVerdict& verdict : report.nodes)
        CHECK_FALSE(verdict.reason.empty());
    const graph::Graph graph = import_model(models() / expected.file).graph;
    CHECK_NOTHROW(require_hardware(expected.file, graph));
    REQUIRE(graph.outputs.size() == expected.outputs.size());
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
        CHECK(graph.values[static_cast<std::size_t>(graph.outputs[i].value)].shape ==
              expected.outputs[i]);
}

} // namespace sluice::frontend
