// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/lanes.h"

#include <algorithm>

#include "base/error.h"
#include "base/shape.h"

namespace sluice::rtl {

std::vector<int> useful_lanes(int channels) {
    std::vector<int> lanes;
    for (int at = 1; at <= channels;) {
        lanes.push_back(at);
        const auto beats = ceil_div(channels, at);
        if (beats == 1)
            break;
        at = static_cast<int>(ceil_div(channels, beats - 1)); // the first with fewer beats
    }
    return lanes;
}

std::vector<Parallelism> lane_choices(int channels) {
    std::vector<Parallelism> choices;
    for (const int lanes : useful_lanes(channels))
        choices.push_back({lanes, lanes, 1});
    return choices;
}

Parallelism lanes_only(const Parallelism& wanted, int channels) {
    const int lanes = wanted.in_channels;
    if (lanes < 1 || lanes > channels)
        throw Error("", "parallelism in_channels=" + std::to_string(lanes) + " is out of range",
                    "use " + std::to_string(std::clamp(lanes, 1, channels)));
    if (wanted.out_channels != 1 && wanted.out_channels != lanes)
        throw Error("",
                    "parallelism out_channels=" + std::to_string(wanted.out_channels) +
                        " differs from in_channels",
                    "use " + std::to_string(lanes) + " for both");
    if (wanted.kernel != 1)
        throw Error("", "parallelism kernel=" + std::to_string(wanted.kernel) + " of no window",
                    "use 1");
    return {lanes, lanes, 1};
}

} // namespace sluice::rtl
