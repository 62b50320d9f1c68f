// SPDX-License-Identifier: Apache-2.0
#include "testbench/tools/tool_runs.h"

#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "base/files.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "testbench/process.h"
#include "testbench/random_network.h"
#include "testbench/simulate.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;

fs::path new_folder(const std::string& folder) {
    const fs::path path = fs::path(SLUICE_BINARY_DIR) / folder;
    fs::remove_all(path);
    return path;
}

fs::path write_skeleton(const network::Network& network, const design::Skeleton& skeleton,
                        const std::string& folder) {
    const design::Design design = design::size_fifos(design::assemble(skeleton));
    fs::path path = new_folder(folder);
    make_directory(path);
    emit::emit(network, design, path);
    write_testbench(network, design, path);
    return path;
}

// `fraction` of the way from the slowest to the fastest choice of each block.
fs::path write_design(const network::Network& network, const std::string& folder, double fraction) {
    validate(network);
    design::Skeleton skeleton = lower::lower(network);
    for (design::LayerBlock& layer : skeleton.layers) {
        const auto choices = rtl::block_choices(layer.block);
        if (choices.empty())
            continue;
        const auto at = static_cast<std::size_t>(fraction * static_cast<double>(choices.size()));
        layer.block = rtl::block_with_parallelism(layer.block, choices[at]);
    }
    return write_skeleton(network, skeleton, folder);
}

} // namespace

fs::path digits_design(const std::string& folder, int products) {
    fs::path path = new_folder(folder);
    const fs::path binary = SLUICE_BINARY_DIR;
    const fs::path example = fs::path(SLUICE_SOURCE_DIR) / "examples" / "digits";
    const int code = run_program({(binary / "cli" / "sluice").string(), "generate",
                                  (example / "digits.onnx").string(), "--calibration",
                                  (example / "calibration.npy").string(), "--budget",
                                  "products=" + std::to_string(products), "-o", path.string()},
                                 binary, binary / (folder + ".log"));
    INFO(read_file(binary / (folder + ".log")));
    REQUIRE(code == 0);
    return path;
}

fs::path small_design(const std::string& folder) {
    using namespace network;
    Network net;
    net.name = "little";
    net.quantization_method = "none";
    net.tensors.push_back({"x", {5, 9, 16}, 0.05, 3, 8});
    net.inputs.push_back({"x", 0, {16, 5, 9}, true});
    const TensorId pooled =
        append_random_layer(net, MaxPool{Window{2, 2, 2, 2, 1, 1, 0, 0, 0, 0}}, {0}, 1);
    Conv conv{};
    conv.window = Window{3, 3, 2, 2, 1, 1, 1, 1, 0, 0};
    conv.out_channels = 4;
    const TensorId hidden = append_random_layer(net, conv, {pooled}, 2);
    FullyConnected full{};
    full.out_channels = 10;
    const TensorId y = append_random_layer(net, full, {hidden}, 3);
    net.outputs.push_back({"y", y, {10, 1, 1}, true});
    return write_design(net, folder, 0);
}

fs::path design_of_every_kind(const std::string& folder) {
    network::Network net = random_network_of_every_kind(7);
    net.name = "random";
    return write_design(net, folder, 0.5);
}

fs::path mapped_design(const std::string& folder, const rtl::Mapping& mapping) {
    using namespace network;
    Network net;
    net.name = "mapped";
    net.quantization_method = "none";
    net.tensors.push_back({"x", {3, 6, 3}, 0.05, 3, 8});
    net.inputs.push_back({"x", 0, {3, 3, 6}, true});
    Conv depthwise{};
    depthwise.window = Window{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    depthwise.out_channels = depthwise.groups = 3;
    const TensorId first = append_random_layer(net, depthwise, {0}, 1);
    // Factors of 18 bits instead of 24, which requantizers of logic take.
    Requant& requant = std::get<Conv>(net.layers[0].kind).requant;
    requant.ties_to_even = false;
    for (std::size_t c = 0; c < requant.multiplier.size(); ++c) {
        requant.multiplier[c] >>= 6;
        requant.shift[c] = static_cast<std::uint8_t>(requant.shift[c] - 6);
    }
    Conv dense{};
    dense.out_channels = 5;
    const TensorId second = append_random_layer(net, dense, {first}, 2);
    FullyConnected full{};
    full.out_channels = 4;
    const TensorId y = append_random_layer(net, full, {second}, 3);
    net.outputs.push_back({"y", y, {4, 1, 1}, true});
    validate(net);

    design::Skeleton skeleton = lower::lower(net);
    const rtl::Parallelism parallelism[] = {{3, 3, 3, 2}, {3, 5, 1, 1}, {5, 2, 1, 1}};
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i)
        skeleton.layers[i].block = rtl::block_with_mapping(
            rtl::block_with_parallelism(skeleton.layers[i].block, parallelism[i]), mapping);
    return write_skeleton(net, skeleton, folder);
}

std::string rtl_files(const fs::path& design) {
    std::string files = read_file(design / "rtl" / "files.f");
    std::replace(files.begin(), files.end(), '\n', ' ');
    return files;
}

void change(const fs::path& file, const std::string& find, const std::string& replacement) {
    std::string text = read_file(file);
    const std::size_t at = text.find(find);
    INFO(file << " has no, or more than one: " << find);
    REQUIRE(at != std::string::npos);
    REQUIRE(text.find(find, at + 1) == std::string::npos);
    write_file(file, text.replace(at, find.size(), replacement));
}

ToolRun run_tool(const fs::path& design, const std::string& command) {
    const fs::path log = design / "tool.log";
    const int code = run_program({"sh", "-c", command}, design, log);
    return {code, read_file(log)};
}

ToolRun run_yosys(const fs::path& design, const std::string& top, const std::string& commands) {
    write_file(design / "run.ys",
               fmt::format("read_verilog -sv -defer -Irtl {}\nhierarchy -check -top {}\n{}",
                           rtl_files(design), top, commands));
    return run_tool(design, "yosys run.ys");
}

} // namespace sluice::testbench
