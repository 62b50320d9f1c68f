// SPDX-License-Identifier: Apache-2.0
// What `compare` tells, as text and JSON; report.html draws the latter.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "testbench/compare/compare.h"

namespace sluice::cli {

// The RTL beside the emulator.
struct RtlComparison {
    std::int64_t frames = 0;
    std::int64_t mismatches = 0;
    std::string first_layer; // that differs; empty: none
    std::string problem;     // one sentence; empty: none
};

struct ComparisonReport {
    testbench::Comparison comparison;
    double least_db = 0.0;
    int first_below = -1;             // a layer, or none
    int weakest = 0;                  // the layer that adds most by itself
    std::string advice;               // for the first one below, else for the weakest
    std::optional<RtlComparison> rtl; // empty: not run
};

nlohmann::ordered_json comparison_json(const ComparisonReport& report);
std::string comparison_text(const ComparisonReport& report);

} // namespace sluice::cli
