// SPDX-License-Identifier: Apache-2.0
// The largest and smallest channels: values and indices.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline LayerCase random_top_k_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const Shape shape{between(1, 3), between(1, 4), between(1, 24)};
    const network::TopK layer{between(1, std::min(5, shape.channels)), between(0, 1) == 1,
                              between(0, 1) == 1};
    return {name, layer, {shape}, {}};
}

inline std::vector<LayerCase> top_k_cases() {
    std::vector<LayerCase> cases = {
        {"values", network::TopK{3}, {{1, 1, 10}}, {1, 1}},
        {"indices", network::TopK{3, true, true}, {{1, 1, 10}}, {1, 1}},
        {"smallest", network::TopK{2, false}, {{2, 3, 7}}, {3, 3}},
        {"smallest_indices", network::TopK{2, false, true}, {{2, 3, 7}}, {2, 2}},
        {"all_lanes", network::TopK{4, true, true}, {{3, 2, 6}}, {6, 6}},
        {"sorted", network::TopK{6}, {{3, 2, 6}}, {4, 4}},
        {"one", network::TopK{1, true, true}, {{2, 3, 5}}, {2, 2}},
        {"one_channel", network::TopK{1}, {{3, 2, 1}}, {1, 1}},
        {"index_of_one_channel", network::TopK{1, true, true}, {{3, 2, 1}}, {1, 1}},
        {"many_equal", network::TopK{5, true, true}, {{1, 2, 700}}, {9, 9}},
    };
    std::mt19937_64 random(17);
    for (int i = 0; i < 14; ++i)
        cases.push_back(random_top_k_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
