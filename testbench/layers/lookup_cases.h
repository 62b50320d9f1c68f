// SPDX-License-Identifier: Apache-2.0
// Tables.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> lookup_cases() {
    const network::Lookup layer;
    return {
        {"one_lane", layer, {{3, 4, 5}}, {1, 1, 1}},
        {"some_lanes", layer, {{3, 4, 5}}, {2, 2, 1}},
        {"all_lanes", layer, {{3, 4, 5}}, {5, 5, 1}},
        {"one_pixel", layer, {{1, 1, 3}}, {2, 2, 1}},
    };
}

} // namespace sluice::testbench
