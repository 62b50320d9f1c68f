// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/shared.h"
#include "cli/commands/simulate_ip.h"
#include "cli/output/files.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

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

std::string cycles_text(std::int64_t cycles) {
    return cycles < 0 ? "unknown" : grouped(cycles);
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
    const SimulationResult result = simulate_ip(options.directory, network, data.get(), settings);
    context.out << (options.json ? simulation_json(result).dump() + "\n" : simulation_text(result))
                << std::flush;
    require_match(options.directory, result);
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
