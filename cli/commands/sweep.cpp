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
#include "cli/commands/sweep_json.h"
#include "cli/commands/target.h"
#include "cli/output/files.h"
#include "cli/report/page.h"
#include "cli/report/plot.h"
#include "cli/report/report.h"
#include "generator/lower/lower.h"
#include "tuner/sweep.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

struct SweepOptions {
    std::string directory;
    std::string device;
    std::string budget;
    double clock_mhz = 0;
    int points = 16;
    std::string svg;
    bool json = false;
};

Target target_of(const SweepOptions& options) {
    TargetConfig config;
    if (!options.device.empty())
        config.device = options.device;
    if (!options.budget.empty())
        config.budget = parse_budget(options.budget);
    if (options.clock_mhz > 0)
        config.clock_mhz = options.clock_mhz;
    if (options.device.empty() && options.budget.empty()) {
        config.budget.products = 4096; // not a device's: the whole range
    }
    return resolve_target(config);
}

std::string sweep_text(const network::Network& network, const tuner::Sweep& sweep,
                       const Target& target) {
    constexpr const char* kRow = "{:>9} {:>9} {:>7} {:>10} {:>8} {:>13} {:>12} {:>13}  {}\n";
    std::string text = fmt::format("{}, {:g} MHz, FIFOs at their least\n\n",
                                   printable(network.name), target.clock_mhz);
    text += fmt::format(kRow, sweep.resource, "products", "DSP", "LUT", "BRAM", "interval",
                        "frames/s", "latency", "slowest");
    for (const tuner::SweepPoint& point : sweep.points)
        text += fmt::format(
            kRow, grouped(std::llround(point.allowed)), grouped(std::llround(point.use.products)),
            grouped(std::llround(point.use.resources.dsp)),
            grouped(std::llround(point.use.resources.lut)),
            fmt::format("{:.1f}", point.use.resources.bram), grouped(point.interval_cycles),
            fmt::format("{:.1f}", frames_per_second(target, point.interval_cycles)),
            point.latency_cycles < 0 ? "-" : grouped(point.latency_cycles),
            printable(network.layers[static_cast<std::size_t>(point.bottleneck)].name, 24));
    return text;
}

Plot sweep_plot(const network::Network& network, const tuner::Sweep& sweep) {
    Plot plot{network.name + ": cycles against " + sweep.resource, sweep.resource, "cycles", {}};
    Line interval{"interval", "#1f6feb", {}};
    Line bound{"lower bound", "#8b949e", {}};
    Line latency{"latency", "#d29922", {}};
    for (const tuner::SweepPoint& point : sweep.points) {
        interval.points.emplace_back(point.allowed, static_cast<double>(point.interval_cycles));
        bound.points.emplace_back(point.allowed,
                                  static_cast<double>(point.interval_lower_bound_cycles));
        if (point.latency_cycles > 0)
            latency.points.emplace_back(point.allowed, static_cast<double>(point.latency_cycles));
    }
    plot.lines = {bound, interval, latency};
    return plot;
}

void run_sweep(const SweepOptions& options, Context& context) {
    const network::Network network = load_generated(options.directory);
    const Target target = target_of(options);
    if (!options.svg.empty())
        check_writable(options.svg);
    tuner::Options settings;
    settings.budget = target.budget;
    settings.family = target.family;
    settings.control = // as the design in DIR has them
        std::filesystem::exists(std::filesystem::path(options.directory) / "rtl" /
                                "sluice_control.sv");
    const tuner::Sweep sweep = tuner::sweep(lower::lower(network), settings, options.points);
    if (!options.svg.empty())
        write_file(options.svg, plot_svg(sweep_plot(network, sweep)));
    const Json json = sweep_json(network, sweep, target);
    write_file(std::filesystem::path(options.directory) / "sweep.json",
               json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    write_report_page(options.directory);
    context.out << (options.json ? json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"
                                 : sweep_text(network, sweep, target));
}

} // namespace

void add_sweep(CLI::App& app, Context& context) {
    const auto options = std::make_shared<SweepOptions>();
    CLI::App* command = app.add_subcommand(
        "sweep", "Throughput and latency against resources, one design per budget.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command->add_option("--device", options->device, "Up to all of this device")->type_name("NAME");
    command
        ->add_option("--budget", options->budget,
                     "Up to these limits; without a device or budget up to 4,096 products")
        ->type_name("products=N,dsp=N,...");
    command->add_option("--clock-mhz", options->clock_mhz, "Clock, 100 by default")
        ->check(above_zero())
        ->type_name("F");
    command->add_option("--points", options->points, "Budgets to try, 16 by default")
        ->check(CLI::Range(2, 200))
        ->type_name("N");
    command->add_option("--svg", options->svg, "Write a plot")->type_name("FILE.svg");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice sweep out/mnist --device xc7z020 --svg sweep.svg");
    command->callback([options, &context] { run_sweep(*options, context); });
}

} // namespace sluice::cli
