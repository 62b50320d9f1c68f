// SPDX-License-Identifier: Apache-2.0
// The larger or smaller of two streams.
#pragma once

#include <vector>

#include "testbench/layers/multiply_cases.h"

namespace sluice::testbench {

inline std::vector<LayerCase> extremum_cases() {
    const network::Extremum largest;
    const network::Extremum smallest{.minimum = true};
    network::Extremum with_table = smallest;
    with_table.table.resize(256);
    std::vector<LayerCase> cases = {
        {"one_lane", largest, {{3, 4, 5}, {3, 4, 5}}, {1, 1, 1}},
        {"some_lanes", smallest, {{3, 4, 5}, {3, 4, 5}}, {2, 2, 1}},
        {"with_table", with_table, {{4, 3, 3}, {4, 3, 3}}, {2, 2, 1}},
        {"two_pixels", largest, {{2, 5, 3}, {2, 5, 3}}, {2, 2, 1, 2}},
    };
    append_random_pairs(cases, largest, 9, 31);
    append_random_pairs(cases, smallest, 9, 32);
    return cases;
}

} // namespace sluice::testbench
