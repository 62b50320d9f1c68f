// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/sweep_json.h"

namespace sluice::cli {

using Json = nlohmann::ordered_json;

double frames_per_second(const Target& target, std::int64_t cycles) {
    return target.clock_mhz * 1e6 / static_cast<double>(cycles);
}

Json sweep_json(const network::Network& network, const tuner::Sweep& sweep, const Target& target) {
    Json points = Json::array();
    for (const tuner::SweepPoint& point : sweep.points) {
        const rtl::Resources& use = point.use.resources;
        points.push_back(
            {{"allowed", point.allowed},
             {"interval_cycles", point.interval_cycles},
             {"interval_lower_bound_cycles", point.interval_lower_bound_cycles},
             {"latency_cycles",
              point.latency_cycles < 0 ? Json(nullptr) : Json(point.latency_cycles)},
             {"fps", frames_per_second(target, point.interval_cycles)},
             {"products_per_cycle", point.use.products},
             {"resources",
              {{"dsp", use.dsp},
               {"lut", use.lut},
               {"ff", use.ff},
               {"bram", use.bram},
               {"uram", use.uram}}},
             {"bottleneck", network.layers[static_cast<std::size_t>(point.bottleneck)].name}});
    }
    return {{"name", network.name},
            {"device", target.device.empty() ? Json(nullptr) : Json(target.device)},
            {"clock_mhz", target.clock_mhz},
            {"resource", sweep.resource},
            {"points", points}};
}

} // namespace sluice::cli
