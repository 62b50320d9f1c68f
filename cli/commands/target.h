// SPDX-License-Identifier: Apache-2.0
// What a design is made for: the device, the budget, the clock and the goal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/config/config.h"
#include "tuner/tune.h"

namespace sluice::cli {

struct Target {
    std::string device; // empty: a budget without a device
    Family family;      // 7 series where no device is named
    tuner::Budget budget;
    double clock_mhz = 100.0;
    std::optional<std::int64_t> interval_goal_cycles; // the smallest design that reaches it
    tuner::Method method = tuner::Method::optimum;
    bool control = false; // control registers beside the design
};

// The budget is the device's, what `config` names taking its place; without a device what is not
// named is unlimited; without either the device is kDefaultDevice. Products that are not named are
// those that the multiplier blocks give at best, unlimited where there are none. Throws Error for
// an unknown device and what is not supported.
Target resolve_target(const TargetConfig& config);

// `config` with each known device in the place of "auto", smallest first: by multipliers, then by
// LUTs.
std::vector<TargetConfig> devices_by_size(const TargetConfig& config);
constexpr const char* kAnyDevice = "auto";

} // namespace sluice::cli
