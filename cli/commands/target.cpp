// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/target.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/devices.h"
#include "base/error.h"

namespace sluice::cli {

Target resolve_target(const TargetConfig& config) {
    Target target;
    const std::string objective = config.objective.value_or("throughput");
    if (config.objective && objective != "area" && config.fps)
        throw Error("", "both the objective '" + objective + "' and a frame rate are given",
                    "keep one of them");
    if (objective == "latency")
        target.method = tuner::Method::latency;
    if (objective == "area") // with a frame rate: the smallest design that has it
        target.interval_goal_cycles = std::numeric_limits<std::int64_t>::max();
    target.clock_mhz = config.clock_mhz.value_or(target.clock_mhz);
    target.control = config.control != "none";
    if (config.fps) {
        const double cycles = std::floor(target.clock_mhz * 1e6 / *config.fps);
        if (cycles < 1)
            throw Error("", "more frames per second are asked for than there are clock cycles",
                        "ask for fewer or raise --clock-mhz");
        target.interval_goal_cycles = static_cast<std::int64_t>(std::min(cycles, 1e18));
    }
    if (config.device || config.budget.empty()) {
        const Device& device = find_device(config.device.value_or(kDefaultDevice));
        target.device = device.name;
        target.family = device.family.facts;
        target.budget.dsp = device.dsp;
        target.budget.lut = device.lut;
        target.budget.ff = device.ff;
        target.budget.bram = device.bram;
        target.budget.uram = device.uram;
    }
    const auto replace = [](std::optional<double>& limit, const std::optional<double>& named) {
        if (named)
            limit = named;
    };
    replace(target.budget.dsp, config.budget.dsp);
    replace(target.budget.lut, config.budget.lut);
    replace(target.budget.ff, config.budget.ff);
    replace(target.budget.bram, config.budget.bram);
    target.budget.products = config.budget.products;
    // Where there are no multipliers at all, products are made of LUTs, and only those limit them.
    if (!target.budget.products && target.budget.dsp.value_or(0) > 0)
        target.budget.products = *target.budget.dsp * products_per_dsp(target.family);
    return target;
}

std::vector<TargetConfig> devices_by_size(const TargetConfig& config) {
    std::vector<Device> devices = all_devices();
    std::stable_sort(devices.begin(), devices.end(), [](const Device& a, const Device& b) {
        return std::pair(a.dsp, a.lut) < std::pair(b.dsp, b.lut);
    });
    std::vector<TargetConfig> configs;
    for (const Device& device : devices) {
        configs.push_back(config);
        configs.back().device = device.name;
    }
    return configs;
}

} // namespace sluice::cli
