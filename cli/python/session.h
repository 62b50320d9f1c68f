// SPDX-License-Identifier: Apache-2.0
// What the Python module does, without Python: networks as values, data as arrays, facts as JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/commands/quantize_model.h"
#include "cli/data/npy.h"
#include "cli/report/report.h"

namespace sluice::python {

using cli::NamedArrays;
using Json = nlohmann::ordered_json;
using Shapes = std::map<std::string, std::vector<std::int64_t>>;

// Called between frames and steps; what it throws ends the work.
using Pulse = std::function<void()>;

struct FloatNetwork {
    std::filesystem::path path; // of the ONNX file
    cli::ReportSource source;   // the same by digest, when it was read
    std::vector<std::string> warnings;
    graph::Graph graph;
};

struct IntegerNetwork {
    cli::QuantizedModel model;
    std::filesystem::path path; // of the ONNX file; empty: not known
    std::vector<cli::ReportSource> sources;
};

FloatNetwork load(const std::filesystem::path& path, const Shapes& shapes);

// The network whose inputs are bytes, value = (byte * scale - mean) / std per channel.
FloatNetwork raw_uint8(const FloatNetwork& network, double scale, std::vector<double> mean,
                       std::vector<double> std);

// The network of a folder that `generate` wrote.
IntegerNetwork open_generated(const std::filesystem::path& directory);

// {"name", "inputs", "outputs", "layers", ...}: shapes of inputs and outputs are the model's own,
// without the batch; those of layers are [height, width, channels].
Json describe(const FloatNetwork& network);
Json describe(const IntegerNetwork& network);

// Arrays by input name (array_data.h); outputs by name, in the model's order. 0 threads: all cores.
NamedArrays infer(const FloatNetwork& network, NamedArrays inputs, int threads, const Pulse& pulse);
// int8 (int16 where an arg-max needs it) when `raw`, else the real values in float32.
NamedArrays emulate(const IntegerNetwork& network, NamedArrays inputs, bool raw, int threads,
                    const Pulse& pulse);

// `keywords`: as cli::parse_keywords takes them. Without calibration: the model is quantized.
IntegerNetwork quantize(const FloatNetwork& network, std::optional<NamedArrays> calibration,
                        const std::string& keywords, const quantizer::Progress& progress);

void generate(const IntegerNetwork& network, const std::filesystem::path& directory,
              const std::string& tuner, const std::string& keywords);

struct SimulateRequest {
    std::optional<NamedArrays> inputs;  // none: random
    std::optional<std::int64_t> frames; // none: all of `inputs`, 3 random ones
    double stall = 0;
    std::uint64_t seed = 1;
    std::filesystem::path trace; // empty: none
};
// Throws CheckFailed when a value differs.
Json simulate(const std::filesystem::path& directory, SimulateRequest request);

} // namespace sluice::python
