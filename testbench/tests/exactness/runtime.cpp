// SPDX-License-Identifier: Apache-2.0
#include "testbench/tests/exactness/runtime.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "quantizer/network/convert.h"
#include "quantizer/onnx_export/onnx_export.h"

namespace sluice::testbench {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using emulator::Values;

namespace {

const fs::path kRuntime = fs::path(SLUICE_BINARY_DIR) / "onnxruntime";

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

} // namespace

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

} // namespace sluice::testbench
