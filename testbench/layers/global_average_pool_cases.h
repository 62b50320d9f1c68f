// SPDX-License-Identifier: Apache-2.0
// Global average pooling.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> global_average_pool_cases() {
    const network::GlobalAveragePool layer;
    return {
        {"one_lane", layer, {{3, 4, 5}}, {1, 1, 1}},
        {"two_lanes", layer, {{3, 4, 5}}, {2, 2, 1}},
        {"all_lanes", layer, {{3, 4, 5}}, {5, 5, 1}},
        {"many_groups", layer, {{2, 3, 23}}, {2, 2, 1}},
        {"three_groups", layer, {{4, 3, 9}}, {3, 3, 1}},
        {"four_groups", layer, {{4, 3, 8}}, {2, 2, 1}},
        {"one_pixel", layer, {{1, 1, 7}}, {2, 2, 1}},
        {"one_channel", layer, {{5, 3, 1}}, {1, 1, 1}},
        {"two_pixels", layer, {{1, 2, 6}}, {6, 6, 1}},
    };
}

} // namespace sluice::testbench
