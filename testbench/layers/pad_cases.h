// SPDX-License-Identifier: Apache-2.0
// Pads of rows, columns and channels.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline LayerCase random_pad_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const Shape shape{between(1, 4), between(1, 5), between(1, 8)};
    const network::Pad pad{between(0, 2), between(0, 2),     between(0, 2),
                           between(0, 2), 2 * between(0, 2), between(0, 3)};
    return {name, pad, {shape}, {}};
}

inline std::vector<LayerCase> pad_cases() {
    std::vector<LayerCase> cases = {
        {"all_around", network::Pad{1, 2, 3, 1}, {{3, 4, 5}}, {2, 2}},
        {"top", network::Pad{.top = 2}, {{3, 2, 4}}, {4, 4}},
        {"right", network::Pad{.right = 3}, {{3, 2, 4}}, {1, 1}},
        {"channels_after", network::Pad{.channels_after = 5}, {{3, 4, 6}}, {3, 3}},
        {"channels_before", network::Pad{.channels_before = 4}, {{3, 4, 5}}, {2, 2}},
        {"channels_both",
         network::Pad{.channels_before = 3, .channels_after = 1},
         {{2, 3, 6}},
         {3, 3}},
        {"nothing", network::Pad{}, {{2, 3, 4}}, {2, 2}},
        {"one_value", network::Pad{1, 1, 1, 1}, {{1, 1, 1}}, {1, 1}},
    };
    std::mt19937_64 random(13);
    for (int i = 0; i < 14; ++i)
        cases.push_back(random_pad_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
