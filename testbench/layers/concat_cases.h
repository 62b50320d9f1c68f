// SPDX-License-Identifier: Apache-2.0
// Concatenations of two and more streams.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> concat_cases() {
    const network::Concat layer;
    return {
        {"two_alike", layer, {{3, 4, 2}, {3, 4, 2}}, {1, 1, 1}},
        {"two_lanes", layer, {{3, 4, 4}, {3, 4, 6}}, {2, 2, 1}},
        {"odd_last", layer, {{2, 3, 6}, {2, 3, 5}}, {3, 3, 1}},
        {"wide", layer, {{2, 3, 8}, {2, 3, 8}}, {8, 8, 1}},
        {"three", layer, {{2, 3, 2}, {2, 3, 4}, {2, 3, 3}}, {2, 2, 1}},
        {"four", layer, {{1, 2, 1}, {1, 2, 3}, {1, 2, 2}, {1, 2, 1}}, {1, 1, 1}},
    };
}

} // namespace sluice::testbench
