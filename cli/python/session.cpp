// SPDX-License-Identifier: Apache-2.0
#include "cli/python/session.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "cli/commands/infer_frames.h"
#include "cli/commands/make_ip.h"
#include "cli/commands/report_origin.h"
#include "cli/commands/shared.h"
#include "cli/commands/simulate_ip.h"
#include "cli/data/array_data.h"
#include "cli/data/preprocess.h"
#include "cli/output/files.h"
#include "emulator/emulator.h"
#include "frontend/take_bytes.h"

namespace sluice::python {

namespace {

namespace fs = std::filesystem;

NamedArrays finished(const std::vector<cli::OutputArray>& outputs) {
    NamedArrays arrays;
    for (const cli::OutputArray& output : outputs)
        arrays.emplace_back(output.name(), output.array());
    return arrays;
}

cli::ReportSource source_of(const std::string& input, const cli::Array& array) {
    const cli::Bytes file = cli::format_npy(array); // as np.save would write it
    return {"calibration",
            fmt::format("{}{}array of {} {}", input, input.empty() ? "" : "=",
                        cli::shape_text(array.shape), cli::element_name(array.type)),
            sha256_hex(std::string(file.begin(), file.end()))};
}

// Whether the file is still what was read.
bool unchanged(const fs::path& path, const std::vector<cli::ReportSource>& sources) {
    std::error_code ignored;
    if (path.empty() || !fs::is_regular_file(path, ignored))
        return false;
    for (const cli::ReportSource& source : sources)
        if (source.role == "model")
            return sha256_hex(read_file(path)) == source.sha256;
    return true;
}

} // namespace

FloatNetwork load(const fs::path& path, const Shapes& shapes) {
    frontend::ImportOptions options;
    options.shapes = shapes;
    frontend::ImportResult model = cli::import_named(path, options);
    return {path,
            {"model", path.string(), sha256_hex(read_file(path))},
            std::move(model.warnings),
            std::move(model.graph)};
}

FloatNetwork raw_uint8(const FloatNetwork& network, double scale, std::vector<double> mean,
                       std::vector<double> std) {
    cli::InputConfig config;
    config.scale = scale;
    config.mean = std::move(mean);
    config.std = std::move(std);
    for (const cli::InputSpec& input : cli::input_specs(network.graph))
        cli::check_preprocessing(config, input.shape, "raw_uint8");
    if (std::ranges::find(config.std, 0.0) != config.std.end())
        throw Error("raw_uint8", "'std' holds a 0, and values are divided by it", "correct it");
    FloatNetwork result = network;
    result.graph =
        frontend::take_bytes(std::move(result.graph), {config.scale, config.mean, config.std});
    return result;
}

IntegerNetwork open_generated(const fs::path& directory) {
    IntegerNetwork network;
    network.model.network = cli::load_generated(directory);
    network.model.channel_factors = cli::read_channel_factors(directory);
    std::error_code ignored;
    if (fs::exists(directory / cli::kModelFile, ignored)) {
        network.path = directory / cli::kModelFile;
        network.sources = {cli::report_source("model", network.path.string())};
    }
    return network;
}

NamedArrays infer(const FloatNetwork& network, NamedArrays inputs, int threads,
                  const Pulse& pulse) {
    const auto data = cli::array_data(std::move(inputs), cli::input_specs(network.graph));
    std::vector<cli::OutputArray> outputs;
    for (const cli::OutputSpec& spec : cli::output_specs(network.graph))
        outputs.emplace_back(spec, cli::ElementType::f32, data->unframed());
    cli::infer_frames(network.graph, *data, data->frames(), threads,
                      [&](std::int64_t, const std::vector<quantizer::FloatValues>& result) {
                          for (std::size_t i = 0; i < outputs.size(); ++i)
                              outputs[i].add(result[i]);
                          pulse();
                      });
    return finished(outputs);
}

NamedArrays emulate(const IntegerNetwork& integer, NamedArrays inputs, bool raw, int threads,
                    const Pulse& pulse) {
    const network::Network& network = integer.model.network;
    const auto data = cli::array_data(std::move(inputs), cli::input_specs(network));
    const std::vector<cli::OutputSpec> specs = cli::output_specs(network);
    std::vector<const network::Tensor*> tensors;
    std::vector<cli::OutputArray> outputs;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        tensors.push_back(&network.tensors[static_cast<std::size_t>(network.outputs[i].tensor)]);
        const auto integers = tensors[i]->bits <= 8 ? cli::ElementType::i8 : cli::ElementType::i16;
        outputs.emplace_back(specs[i], raw ? integers : cli::ElementType::f32, data->unframed());
    }
    const auto real = [](const network::Tensor& tensor, const emulator::Values& values) {
        std::vector<float> result;
        for (const std::int16_t value : values)
            result.push_back(static_cast<float>((value - tensor.zero_point) * tensor.scale));
        return result;
    };
    emulator::run_frames(network, *data, data->frames(), threads,
                         [&](std::int64_t, const std::vector<emulator::Values>& result) {
                             for (std::size_t i = 0; i < outputs.size(); ++i)
                                 if (raw)
                                     outputs[i].add(result[i]);
                                 else
                                     outputs[i].add(real(*tensors[i], result[i]));
                             pulse();
                         });
    return finished(outputs);
}

IntegerNetwork quantize(const FloatNetwork& network, std::optional<NamedArrays> calibration,
                        const std::string& keywords, const quantizer::Progress& progress) {
    const cli::Config config = cli::parse_keywords(keywords, "quantize");
    IntegerNetwork result{{}, network.path, {network.source}};
    std::unique_ptr<cli::DataSet> data;
    if (calibration) {
        for (const auto& [input, array] : *calibration)
            result.sources.push_back(source_of(input, array));
        data = cli::array_data(std::move(*calibration), cli::input_specs(network.graph));
    }
    result.model =
        cli::quantize_graph(network.path.string(), network.graph, data.get(), config, progress);
    return result;
}

void generate(const IntegerNetwork& network, const fs::path& directory, const std::string& tuner,
              const std::string& keywords) {
    cli::IpRequest request;
    request.config = cli::parse_keywords(keywords, "generate");
    cli::check_target(request.config.target);
    for (const auto& [name, pin] : request.config.layers)
        if (pin.weight_bits)
            throw Error("generate",
                        fmt::format("'layers.{}.weight_bits' comes too late", printable(name)),
                        "give 'layer_weight_bits' to quantize");
    if (tuner == "greedy")
        request.method = tuner::Method::greedy;
    else if (tuner != "optimum")
        throw Error("generate", fmt::format("'tuner' is '{}'", printable(tuner)),
                    "it can be optimum, greedy");
    if (unchanged(network.path, network.sources))
        request.model = network.path;
    request.sources = network.sources;
    cli::OutputFolder folder(directory);
    cli::make_ip(network.model, request, folder.staging());
    folder.commit();
}

Json simulate(const fs::path& directory, SimulateRequest request) {
    const network::Network network = cli::load_generated(directory);
    std::unique_ptr<cli::DataSet> data;
    if (request.inputs)
        data = cli::array_data(std::move(*request.inputs), cli::input_specs(network));
    testbench::SimulationOptions options;
    options.frames = request.frames.value_or(data ? data->frames() : options.frames);
    if (data && options.frames > data->frames())
        throw Error("simulate",
                    fmt::format("'frames' asks for {} frames, the data holds {}", options.frames,
                                data->frames()),
                    "ask for fewer or give more data");
    options.stall = request.stall;
    options.seed = request.seed;
    options.trace = request.trace;
    if (!options.trace.empty())
        cli::check_writable(options.trace);
    const testbench::SimulationResult result =
        cli::simulate_ip(directory, network, data.get(), options);
    cli::require_match(directory, result);
    return cli::simulation_json(result);
}

} // namespace sluice::python
