// SPDX-License-Identifier: Apache-2.0
// The report of a tuned design.
#pragma once

#include <vector>

#include "cli/commands/target.h"
#include "cli/report/report.h"
#include "quantizer/network/network.h"
#include "tuner/tune.h"

namespace sluice::cli {

Report make_report(const network::Network& network, const tuner::TuneResult& tuned,
                   const Target& target);

std::vector<ReportStep> report_steps(const network::Network& network,
                                     const std::vector<tuner::Step>& steps);

} // namespace sluice::cli
