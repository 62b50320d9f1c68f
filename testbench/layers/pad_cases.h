// SPDX-License-Identifier: Apache-2.0
// Pads of rows, columns and channels.
#pragma once

#include <random>
#include <vector>

#include "testbench/layers/layer_bench.h"

namespace sluice::testbench {

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
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int i = 0; i < 14; ++i) {
        const Shape shape{between(1, 4), between(1, 5), between(1, 8)};
        const network::Pad pad{between(0, 2), between(0, 2),     between(0, 2),
                               between(0, 2), 2 * between(0, 2), between(0, 3)};
        cases.push_back({"random" + std::to_string(i), pad, {shape}, {}});
    }
    return cases;
}

} // namespace sluice::testbench
