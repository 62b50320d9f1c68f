// SPDX-License-Identifier: Apache-2.0
// Index of the largest channel.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> arg_max_cases() {
    const network::ArgMax layer;
    return {
        {"one_lane", layer, {{1, 1, 10}}, {1, 1, 1}},
        {"some_lanes", layer, {{1, 1, 10}}, {4, 4, 1}},
        {"all_lanes", layer, {{2, 3, 7}}, {7, 7, 1}},
        {"image", layer, {{3, 4, 5}}, {2, 2, 1}},
        {"one_channel", layer, {{3, 2, 1}}, {1, 1, 1}},
        {"many", layer, {{1, 2, 300}}, {16, 16, 1}},
    };
}

} // namespace sluice::testbench
