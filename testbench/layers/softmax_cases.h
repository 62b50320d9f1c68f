// SPDX-License-Identifier: Apache-2.0
// Softmax: vectors with one division at a time, images with one in each cycle.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline LayerCase random_softmax_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const Shape shape{between(1, 3), between(1, 5), between(1, 25)};
    return {name, network::Softmax{}, {shape}, {}};
}

inline std::vector<LayerCase> softmax_cases() {
    const network::Softmax layer;
    std::vector<LayerCase> cases = {
        {"vector", layer, {{1, 1, 10}}, {1, 1}},
        {"vector_lanes", layer, {{1, 1, 10}}, {3, 3}},
        {"vector_whole", layer, {{1, 1, 7}}, {7, 7}},
        {"two_classes", layer, {{3, 4, 2}}, {2, 2}},
        {"two_classes_one_lane", layer, {{3, 4, 2}}, {1, 1}},
        {"one_channel", layer, {{2, 3, 1}}, {1, 1}},
        {"many_channels", layer, {{2, 2, 41}}, {2, 2}},
        {"many_beats", layer, {{1, 3, 30}}, {1, 1}},
        {"seventeen_beats", layer, {{1, 3, 17}}, {1, 1}},
        {"eighteen_beats", layer, {{1, 3, 18}}, {1, 1}},
        {"long_vector", layer, {{1, 1, 200}}, {8, 8}},
    };
    std::mt19937_64 random(9);
    for (int i = 0; i < 12; ++i)
        cases.push_back(random_softmax_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
