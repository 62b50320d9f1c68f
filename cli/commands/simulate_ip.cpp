// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/simulate_ip.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/report/page.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;
using testbench::Mismatch;
using testbench::SimulationResult;

// -1: not known.
Json cycles_json(std::int64_t cycles) {
    return cycles < 0 ? Json(nullptr) : Json(cycles);
}

// What report.html draws: nothing that depends on the machine.
Json kept_json(const SimulationResult& result, const testbench::SimulationOptions& options,
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

} // namespace

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

SimulationResult simulate_ip(const std::filesystem::path& directory,
                             const network::Network& network, const FrameSource* data,
                             const testbench::SimulationOptions& options) {
    SimulationResult result = testbench::simulate(directory, data, options);
    write_file(
        directory / "simulate.json",
        kept_json(result, options, network).dump(2, ' ', false, Json::error_handler_t::replace) +
            "\n");
    write_report_page(directory);
    return result;
}

void require_match(const std::filesystem::path& directory, const SimulationResult& result) {
    if (!result.matches())
        throw CheckFailed(directory.string(),
                          result.first ? "the RTL differs from the emulator at " +
                                             mismatch_text(*result.first)
                                       : result.failure,
                          "");
}

} // namespace sluice::cli
