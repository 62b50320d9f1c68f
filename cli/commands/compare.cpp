// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/quantize_model.h"
#include "cli/commands/shared.h"
#include "cli/output/files.h"
#include "cli/report/comparison.h"
#include "cli/report/page.h"
#include "frontend/take_bytes.h"
#include "quantizer/correct/equalize.h"
#include "testbench/simulate.h"

namespace sluice::cli {

namespace {

constexpr double kLeastDb = 15.0;

struct CompareOptions {
    std::filesystem::path directory;
    std::vector<std::string> data;
    std::filesystem::path model;
    std::vector<std::string> shapes;
    std::int64_t frames = 16;
    std::int64_t rtl_frames = 1;
    double least_db = kLeastDb;
    bool json = false;
};

// The float graph that DIR's network was made from, equalised as that is.
graph::Graph float_graph(const CompareOptions& options, const Config& config) {
    const std::filesystem::path kept = options.directory / kModelFile;
    std::error_code ignored;
    if (options.model.empty() && !std::filesystem::exists(kept, ignored))
        throw Error(options.directory.string(), "holds no copy of the model",
                    "name the model with --model");
    frontend::ImportResult model = frontend::import_model(
        options.model.empty() ? kept : options.model, import_options(options.shapes));
    if (config.input.raw_uint8)
        model.graph = frontend::take_bytes(
            std::move(model.graph), {config.input.scale, config.input.mean, config.input.std});
    return quantizer::scaled(std::move(model.graph), read_channel_factors(options.directory));
}

RtlComparison run_rtl(const CompareOptions& options, const FrameSource& data) {
    testbench::SimulationOptions settings;
    settings.frames = options.rtl_frames;
    const testbench::SimulationResult result =
        testbench::simulate(options.directory, &data, settings);
    RtlComparison rtl;
    rtl.frames = result.frames;
    rtl.mismatches = result.mismatches;
    if (result.first)
        rtl.first_layer = result.first->layer;
    if (!result.matches())
        rtl.problem =
            result.first ? "at layer '" + printable(result.first->layer) + "'" : result.failure;
    return rtl;
}

void run_compare(const CompareOptions& options, Context& context) {
    const network::Network network = load_generated(options.directory);
    const Config config = generated_config(options.directory);
    const graph::Graph graph = float_graph(options, config);
    const std::unique_ptr<DataSet> data =
        open_data(data_arguments(options.data), input_specs(network), config.input);
    const std::int64_t frames = std::min(frames_to_run(0, *data), options.frames);
    ComparisonReport report;
    report.least_db = options.least_db;
    report.comparison = testbench::compare(graph, network, *data, frames);
    report.first_below = testbench::first_below(report.comparison, options.least_db);
    const auto& layers = report.comparison.layers;
    report.weakest = static_cast<int>(
        std::min_element(layers.begin(), layers.end(),
                         [](const auto& a, const auto& b) { return a.own_db < b.own_db; }) -
        layers.begin());
    const auto of =
        static_cast<std::size_t>(report.first_below >= 0 ? report.first_below : report.weakest);
    report.advice = testbench::advice(layers[of], network.layers[of]);
    if (options.rtl_frames > 0) {
        context.err << "compare: building and running the RTL in Verilator\n";
        CompareOptions few = options;
        few.rtl_frames = std::min(options.rtl_frames, frames);
        report.rtl = run_rtl(few, *data);
    }
    const nlohmann::ordered_json json = comparison_json(report);
    write_file(options.directory / "compare.json",
               json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    write_report_page(options.directory);
    context.out << (options.json ? json.dump(-1, ' ', false,
                                             nlohmann::ordered_json::error_handler_t::replace) +
                                       "\n"
                                 : comparison_text(report))
                << std::flush;
    if (report.rtl && !report.rtl->problem.empty())
        throw CheckFailed(options.directory.string(),
                          "the RTL differs from the emulator: " + report.rtl->problem, "");
}

} // namespace

void add_compare(CLI::App& app, Context& context) {
    const auto options = std::make_shared<CompareOptions>();
    CLI::App* command = app.add_subcommand(
        "compare", "Compare float graph, quantized graph, emulator and RTL, layer by layer; also "
                   "writes a section of the HTML report.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command->add_option("--data", options->data, "Data; NAME=DATA for one of several inputs")
        ->type_name("DATA")
        ->allow_extra_args(false)
        ->required();
    command->add_option("--frames", options->frames, "Frames at most, 16 by default")
        ->check(above_zero());
    command
        ->add_option("--rtl-frames", options->rtl_frames,
                     "Of these, frames that the RTL runs in Verilator, 1 by default; 0: none")
        ->check(zero_or_more());
    command
        ->add_option("--below", options->least_db,
                     "Signal to noise below which a layer goes wrong, 15 by default")
        ->type_name("DB");
    command->add_option("--model", options->model, "The model, instead of DIR's copy")
        ->type_name("MODEL.onnx");
    command->add_option("--shape", options->shapes, "NAME=1x3x48x192, as for generate")
        ->type_name("NAME=SHAPE")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "One JSON object on standard output");
    command->footer("Example: sluice compare out/mnist --data test-images.gz --frames 8");
    command->callback([options, &context] { run_compare(*options, context); });
}

} // namespace sluice::cli
