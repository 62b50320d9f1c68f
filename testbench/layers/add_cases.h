// SPDX-License-Identifier: Apache-2.0
// Sums of two streams.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> add_cases() {
    const network::Add layer;
    network::Add with_table;
    with_table.table.resize(256);
    return {
        {"one_lane", layer, {{3, 4, 5}, {3, 4, 5}}, {1, 1, 1}},
        {"some_lanes", layer, {{3, 4, 5}, {3, 4, 5}}, {2, 2, 1}},
        {"all_lanes", layer, {{2, 3, 4}, {2, 3, 4}}, {4, 4, 1}},
        {"one_pixel", layer, {{1, 1, 9}, {1, 1, 9}}, {4, 4, 1}},
        {"with_table", with_table, {{4, 3, 3}, {4, 3, 3}}, {2, 2, 1}},
        {"drawn", layer, {{2, 5, 12}, {2, 5, 12}}, {}},
    };
}

} // namespace sluice::testbench
