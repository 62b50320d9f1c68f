// SPDX-License-Identifier: Apache-2.0
// From the integer network to all that `generate` leaves in its folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands/quantize_model.h"
#include "cli/commands/target.h"
#include "cli/report/report.h"

namespace sluice::cli {

struct IpRequest {
    Config config; // of it the target, the layers and the FIFOs
    tuner::Method method = tuner::Method::optimum;
    std::filesystem::path model;       // a copy is kept for `compare`; empty: none
    std::filesystem::path config_file; // likewise, for other commands
    std::vector<std::string> command;  // these two are the report's
    std::vector<ReportSource> sources;
};

// Throws Error for a target that make_ip would refuse whatever the network is.
void check_target(const TargetConfig& target);

// Tunes, emits, packages and reports into `staging`, a folder that is there and empty. Throws
// CheckFailed when the budget cannot be met.
Report make_ip(const QuantizedModel& model, const IpRequest& request,
               const std::filesystem::path& staging);

} // namespace sluice::cli
