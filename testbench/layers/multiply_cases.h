// SPDX-License-Identifier: Apache-2.0
// Products of two streams.
#pragma once

#include <random>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

// `count` layers of two inputs of one random shape; every third with a table.
template <class Kind>
void append_random_pairs(std::vector<LayerCase>& cases, const Kind& layer, int count,
                         std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < count; ++i) {
        const Shape shape{between(1, 5), between(1, 6), between(1, 9)};
        Kind one = layer;
        if (i % 3 == 0)
            one.table.resize(256);
        cases.push_back({"random" + std::to_string(cases.size()), one, {shape, shape}, {}});
    }
}

inline std::vector<LayerCase> multiply_cases() {
    const network::Multiply layer;
    network::Multiply with_table;
    with_table.table.resize(256);
    std::vector<LayerCase> cases = {
        {"one_lane", layer, {{3, 4, 5}, {3, 4, 5}}, {1, 1, 1}},
        {"some_lanes", layer, {{3, 4, 5}, {3, 4, 5}}, {2, 2, 1}},
        {"all_lanes", layer, {{2, 3, 4}, {2, 3, 4}}, {4, 4, 1}},
        {"one_pixel", layer, {{1, 1, 9}, {1, 1, 9}}, {4, 4, 1}},
        {"with_table", with_table, {{4, 3, 3}, {4, 3, 3}}, {2, 2, 1}},
        {"two_pixels", layer, {{2, 5, 3}, {2, 5, 3}}, {2, 2, 1, 2}},
    };
    append_random_pairs(cases, layer, 16, 21);
    return cases;
}

} // namespace sluice::testbench
