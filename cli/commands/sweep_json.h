// SPDX-License-Identifier: Apache-2.0
// What `sweep` tells, as JSON; `generate` keeps it as sweep.json for the report.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/commands/target.h"
#include "quantizer/network/network.h"
#include "tuner/sweep.h"

namespace sluice::cli {

double frames_per_second(const Target& target, std::int64_t cycles);

nlohmann::ordered_json sweep_json(const network::Network& network, const tuner::Sweep& sweep,
                                  const Target& target);

} // namespace sluice::cli
