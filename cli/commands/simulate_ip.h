// SPDX-License-Identifier: Apache-2.0
// A generated folder's RTL in Verilator, and what is kept of it.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "quantizer/network/network.h"
#include "testbench/simulate.h"

namespace sluice::cli {

// testbench::simulate; DIR/simulate.json and DIR/report.html then tell of it. `network` is DIR's.
testbench::SimulationResult simulate_ip(const std::filesystem::path& directory,
                                        const network::Network& network, const FrameSource* data,
                                        const testbench::SimulationOptions& options);

// What `simulate --json` prints.
nlohmann::ordered_json simulation_json(const testbench::SimulationResult& result);

// Throws CheckFailed naming the first value that differs, or what failed.
void require_match(const std::filesystem::path& directory,
                   const testbench::SimulationResult& result);

} // namespace sluice::cli
