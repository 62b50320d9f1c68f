// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/tune_ip.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/make_report.h"
#include "cli/commands/pins.h"
#include "cli/commands/sweep_json.h"
#include "generator/lower/lower.h"

namespace sluice::cli {

namespace {

tuner::Options tuner_options(const network::Network& network, const design::Skeleton& skeleton,
                             const Config& config, const Target& target) {
    tuner::Options options;
    options.budget = target.budget;
    options.family = target.family;
    options.interval_goal_cycles = target.interval_goal_cycles;
    const PinnedLayers pinned = pinned_layers(network, skeleton, config.layers);
    options.pinned = pinned.parallelism;
    options.mappings = pinned.mapping;
    options.method = target.method;
    return options;
}

tuner::TuneResult make_design(const network::Network& network, const Config& config,
                              const Target& target) {
    const design::Skeleton skeleton = lower::lower(network);
    tuner::TuneResult tuned =
        tuner::tune(skeleton, tuner_options(network, skeleton, config, target));
    if (!config.fifos.empty()) {
        tuned.design = with_fifo_depths(tuned.design, config.fifos);
        tuned.timing = design::simulate(tuned.design);
        tuned.use = tuner::use_of(tuned.design, target.family);
        if (tuned.timing.deadlock)
            throw CheckFailed("", "the design deadlocks with the FIFO depths of the configuration",
                              "raise them or leave the section `fifos` out");
    }
    return tuned;
}

} // namespace

Tuned tune_ip(const network::Network& network, const Config& config, tuner::Method method) {
    const TargetConfig& wanted = config.target;
    const auto on = [&](const TargetConfig& device) {
        Target target = resolve_target(device);
        if (method != tuner::Method::optimum)
            target.method = method;
        return Tuned{target, make_design(network, config, target)};
    };
    if (wanted.device != kAnyDevice)
        return on(wanted);
    for (const TargetConfig& device : devices_by_size(wanted)) {
        try {
            return on(device);
        } catch (const CheckFailed&) { // too small: the next
        }
    }
    throw CheckFailed("", "no known device reaches the frame rate", "ask for fewer frames");
}

void write_front(const network::Network& network, const Config& config, const Target& target,
                 const std::filesystem::path& directory) {
    constexpr int kPoints = 10;
    const design::Skeleton skeleton = lower::lower(network);
    try {
        const tuner::Sweep sweep =
            tuner::sweep(skeleton, tuner_options(network, skeleton, config, target), kPoints);
        write_file(directory / "sweep.json",
                   sweep_json(network, sweep, target)
                           .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                       "\n");
    } catch (const CheckFailed&) { // the design fits, but no other on the way to it
    }
}

std::vector<ReportStep> greedy_steps(const network::Network& network, const Config& config,
                                     const Target& target) {
    const design::Skeleton skeleton = lower::lower(network);
    return report_steps(
        network, tuner::greedy_walk(skeleton, tuner_options(network, skeleton, config, target)));
}

} // namespace sluice::cli
