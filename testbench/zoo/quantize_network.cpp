// SPDX-License-Identifier: Apache-2.0
// quantize_network MODEL.onnx --calibration DATA -o DIR: the first half of `sluice generate`, which
// writes the integer network (network.json, network.bin) and no design.
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/shared.h"
#include "cli/config/config.h"
#include "frontend/frontend.h"
#include "quantizer/quantize.h"

using namespace sluice;

int main(int argc, char** argv) {
    std::string model;
    std::string calibration;
    std::string config;
    std::string directory;
    CLI::App app("Writes the integer network of a model.");
    app.add_option("model", model)->required();
    app.add_option("--calibration", calibration)->required();
    app.add_option("--config", config);
    app.add_option("-o,--output", directory)->required();
    CLI11_PARSE(app, argc, argv);
    try {
        const cli::Config settings = config.empty() ? cli::Config{} : cli::read_config(config);
        frontend::ImportResult imported = frontend::import_model(model, {});
        imported.graph.name = std::filesystem::path(model).stem().string();
        const auto data = cli::open_data(cli::data_arguments({calibration}),
                                         cli::input_specs(imported.graph), settings.input);
        quantizer::Options options;
        options.method = quantizer::Method::minmax; // what it finds is not looked at here
        make_directory(directory);
        network::save(quantizer::quantize(imported.graph, *data, options), directory);
    } catch (const Error& error) {
        std::cerr << error.what() << "\n";
        return 2;
    }
    return 0;
}
