// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/shared.h"
#include "cli/output/files.h"
#include "cli/report/page.h"
#include "cli/report/report.h"
#include "testbench/simulate.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;
using testbench::Mismatch;
using testbench::SimulationResult;

struct SimulateOptions {
    std::filesystem::path directory;
    std::vector<std::string> data;
    std::int64_t frames = 3;
    double stall = 0;
    std::uint64_t seed = 1;
    std::string trace;
    bool json = false;
};

// -1: not known.
Json cycles_json(std::int64_t cycles) {
    return cycles < 0 ? Json(nullptr) : Json(cycles);
}

std::string cycles_text(std::int64_t cycles) {
    return cycles < 0 ? "unknown" : grouped(cycles);
}

Json simulation_json(const SimulationResult& result) {
    Json object = {{"frames", result.frames},
                   {"outputs_compared", result.outputs_compared},
                   {"layers_compared", result.layers_compared},
                   {"mismatches", result.mismatches}};
    if (result.first)
        object["first_mismatch"] = {{"frame", result.first->frame},
                                    {"layer", result.first->layer},
                                    {"y", result.first->y},
                                    {"x", result.first->x},
                                    {"channel", result.first->channel},
                                    {"expected", result.first->expected},
                                    {"actual", result.first->actual},
                                    {"kind", result.first->kind}};
    if (!result.failure.empty())
        object["failure"] = result.failure;
    object["latency_cycles"] = cycles_json(result.latency_cycles);
    object["interval_cycles"] = cycles_json(result.interval_cycles);
    object["predicted_latency_cycles"] = cycles_json(result.predicted_latency_cycles);
    object["predicted_interval_cycles"] = cycles_json(result.predicted_interval_cycles);
    object["cycles"] = result.cycles;
    object["seconds_build"] = result.seconds_build;
    object["seconds_run"] = result.seconds_run;
    return object;
}

// What report.html draws: nothing that depends on the machine.
Json kept_json(const SimulationResult& result, const SimulateOptions& options,
               const network::Network& network) {
    constexpr std::size_t kFrames = 2; // of the timeline
    Json object = simulation_json(result);
    object.erase("seconds_build");
    object.erase("seconds_run");
    object["stall"] = options.stall;
    object["seed"] = options.seed;
    object["timeline"] = Json::array();
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        object["timeline"].push_back(nullptr);
    for (const testbench::LayerTimes& layer : result.layers) {
        Json frames = Json::array();
        for (std::size_t f = 0; f < std::min(kFrames, layer.last_out.size()); ++f)
            frames.push_back({{"first_out", layer.first_out[f]}, {"last_out", layer.last_out[f]}});
        object["timeline"][static_cast<std::size_t>(layer.layer)] = frames;
    }
    return object;
}

std::string simulation_text(const SimulationResult& result) {
    return fmt::format(
        "{} frames, {} values compared at the outputs and {} at the layers, {} "
        "mismatches\n"
        "latency  {:>12} cycles, predicted {}\n"
        "interval {:>12} cycles, predicted {}\n"
        "{} cycles simulated; {:.1f} s to build, {:.1f} s to run\n",
        result.frames, grouped(result.outputs_compared), grouped(result.layers_compared),
        result.mismatches, cycles_text(result.latency_cycles),
        cycles_text(result.predicted_latency_cycles), cycles_text(result.interval_cycles),
        cycles_text(result.predicted_interval_cycles), grouped(result.cycles), result.seconds_build,
        result.seconds_run);
}

std::string mismatch_text(const Mismatch& first) {
    const std::string place =
        fmt::format("frame {}, layer '{}', row {}, column {}, channel {}", first.frame,
                    printable(first.layer), first.y, first.x, first.channel);
    if (first.kind == "value")
        return fmt::format("{}: the RTL gives {}, the emulator {}", place, first.actual,
                           first.expected);
    return fmt::format("{}: {}, expected {}, got {}", place, printable(first.kind), first.expected,
                       first.actual);
}

void run_simulate(const SimulateOptions& options, Context& context) {
    const network::Network network = load_generated(options.directory);
    if (!options.trace.empty())
        check_writable(options.trace);
    std::unique_ptr<DataSet> data;
    if (!options.data.empty()) {
        data = open_data(data_arguments(options.data), input_specs(network),
                         generated_config(options.directory).input);
        frames_to_run(options.frames, *data);
    }
    testbench::SimulationOptions settings;
    settings.frames = options.frames;
    settings.stall = options.stall;
    settings.seed = options.seed;
    settings.trace = options.trace;
    if (!options.json)
        context.err << "simulate: building and running the RTL in Verilator\n";
    const SimulationResult result = testbench::simulate(options.directory, data.get(), settings);
    write_file(
        options.directory / "simulate.json",
        kept_json(result, options, network).dump(2, ' ', false, Json::error_handler_t::replace) +
            "\n");
    write_report_page(options.directory);
    context.out << (options.json ? simulation_json(result).dump() + "\n" : simulation_text(result))
                << std::flush;
    if (!result.matches())
        throw CheckFailed(options.directory.string(),
                          result.first ? "the RTL differs from the emulator at " +
                                             mismatch_text(*result.first)
                                       : result.failure,
                          "");
}

} // namespace

void add_simulate(CLI::App& app, Context& context) {
    const auto options = std::make_shared<SimulateOptions>();
    CLI::App* command = app.add_subcommand(
        "simulate", "Run the RTL in Verilator and compare every value with the emulator.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--data", options->data,
                     "Input data, random by default; NAME=DATA for one of several inputs")
        ->type_name("DATA")
        ->allow_extra_args(false);
    command->add_option("--frames", options->frames, "Frames, 3 by default")
        ->check(above_zero())
        ->type_name("N");
    command
        ->add_option("--stall", options->stall,
                     "Probability of a stall on each side of each handshake at the edges")
        ->check(CLI::Range(0.0, 0.99))
        ->type_name("P");
    command->add_option("--seed", options->seed, "Of the stalls and the random data, 1 by default")
        ->type_name("S");
    command->add_option("--trace", options->trace, "Write waveforms")->type_name("FILE.fst");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Exits 1 when a value differs.\n"
                    "Example: sluice simulate out/mnist --frames 3 --stall 0.3");
    command->callback([options, &context] { run_simulate(*options, context); });
}

} // namespace sluice::cli
