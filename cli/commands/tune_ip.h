// SPDX-License-Identifier: Apache-2.0
// The tuner asked for what the configuration says.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/commands/target.h"
#include "cli/report/report.h"
#include "quantizer/network/network.h"

namespace sluice::cli {

struct Tuned {
    Target target;
    tuner::TuneResult result;
};

// The design of the configuration's target, or on the smallest device that has the frame rate.
// Throws CheckFailed when there is none.
Tuned tune_ip(const network::Network& network, const Config& config, tuner::Method method);

// Writes DIR/sweep.json, the front on which the report shows the design, up to the same budget.
void write_front(const network::Network& network, const Config& config, const Target& target,
                 const std::filesystem::path& directory);

// The greedy walk beside a design that was found otherwise.
std::vector<ReportStep> greedy_steps(const network::Network& network, const Config& config,
                                     const Target& target);

} // namespace sluice::cli
