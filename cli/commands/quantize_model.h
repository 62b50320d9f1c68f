// SPDX-License-Identifier: Apache-2.0
// From a model file to its integer network, as `generate` does it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/command.h"
#include "cli/commands/shared.h"
#include "cli/config/config.h"
#include "quantizer/quantize.h"

namespace sluice::cli {

struct QuantizeRequest {
    std::string model;
    std::vector<std::string> calibration;
    std::vector<std::string> shapes;
    std::vector<std::string> test; // empty: accuracy is not measured
    std::string labels;            // of the test data
    std::int64_t label_offset = 0;
};

struct QuantizedModel {
    network::Network network;
    std::optional<quantizer::Quality> quality;
    std::vector<quantizer::ChannelFactors> channel_factors;
    std::optional<double> float_accuracy; // top-1, 0 to 1
    std::optional<double> int8_accuracy;
};

// What `compare` needs beside the network: DIR's copy of the model, and what equalised it.
inline constexpr const char* kModelFile = "model.onnx";
void write_channel_factors(const std::filesystem::path& directory,
                           const std::vector<quantizer::ChannelFactors>& factors);
std::vector<quantizer::ChannelFactors> read_channel_factors(const std::filesystem::path& directory);

quantizer::Options quantizer_options(const Config& config);

// The model, named as its file: exporters give graphs names like "main_graph", the file's is the
// one that its owner chose.
frontend::ImportResult import_named(const std::filesystem::path& path,
                                    const frontend::ImportOptions& options);

// Without accuracies. `model` names it in errors; `calibration` null: it is quantized already.
QuantizedModel quantize_graph(const std::string& model, const graph::Graph& graph,
                              const FrameSource* calibration, const Config& config,
                              const quantizer::Progress& progress);

QuantizedModel quantize_model(const QuantizeRequest& request, const Config& config,
                              Context& context);

} // namespace sluice::cli
