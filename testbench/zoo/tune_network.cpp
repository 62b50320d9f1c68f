// SPDX-License-Identifier: Apache-2.0
// tune_network DIR [--latency] [--logic] [--budget LIST]... [--device NAME]...: tunes a saved
// integer network for each target and prints for each a line of JSON: report.json's object with
// "target" and the processor's "seconds" of tuning (FIFO sizing included); where nothing fits
// {"target", "error"}.
#include <ctime>
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/commands/make_report.h"
#include "cli/commands/target.h"
#include "generator/lower/lower.h"

using namespace sluice;
using nlohmann::ordered_json;

namespace {

constexpr double kUnlimited = 1e9;

ordered_json tuned(const network::Network& network, const cli::TargetConfig& wanted,
                   tuner::Method method) {
    const cli::Target target = cli::resolve_target(wanted);
    tuner::Options options;
    options.budget = target.budget;
    options.family = target.family;
    options.interval_goal_cycles = target.interval_goal_cycles;
    options.method = method;
    const std::clock_t start = std::clock(); // of this process, however busy the machine is
    const tuner::TuneResult result = tuner::tune(lower::lower(network), options);
    const std::clock_t end = std::clock();
    ordered_json report = cli::report_json(cli::make_report(network, result, target));
    report["seconds"] = static_cast<double>(end - start) / CLOCKS_PER_SEC;
    return report;
}

} // namespace

int main(int argc, char** argv) {
    std::string directory;
    std::vector<std::string> budgets;
    std::vector<std::string> devices;
    double clock_mhz = 200;
    bool latency = false;
    bool logic = false;
    CLI::App app("Tunes a saved integer network, without emission.");
    app.add_option("directory", directory, "Holds network.json and network.bin")->required();
    app.add_option("--budget", budgets, "products=N,dsp=N,...; may be repeated")
        ->allow_extra_args(false);
    app.add_option("--device", devices, "May be repeated")->allow_extra_args(false);
    app.add_flag("--logic", logic,
                 "Devices' LUTs multiply beside the multipliers, and memory is unlimited");
    app.add_flag("--latency", latency, "For the least latency of a single frame");
    app.add_option("--clock-mhz", clock_mhz, "200 by default");
    CLI11_PARSE(app, argc, argv);
    try {
        const network::Network network = network::load(directory);
        std::vector<std::pair<std::string, cli::TargetConfig>> targets;
        for (const std::string& budget : budgets) {
            targets.emplace_back(budget, cli::TargetConfig{});
            targets.back().second.budget = cli::parse_budget(budget);
        }
        for (const std::string& device : devices) {
            targets.emplace_back(device, cli::TargetConfig{});
            targets.back().second.device = device;
            if (logic) {
                targets.back().second.budget.products = kUnlimited;
                targets.back().second.budget.bram = kUnlimited;
            }
        }
        for (auto& [name, target] : targets) {
            target.clock_mhz = clock_mhz;
            ordered_json line;
            try {
                line = tuned(network, target,
                             latency ? tuner::Method::latency : tuner::Method::optimum);
            } catch (const CheckFailed& error) {
                line["error"] = error.problem();
            }
            line["target"] = name;
            std::cout << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace)
                      << std::endl; // flushed: a caller reads while the next is tuned
        }
    } catch (const Error& error) {
        std::cerr << error.what() << "\n";
        return 2;
    }
    return 0;
}
