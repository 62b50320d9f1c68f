// SPDX-License-Identifier: Apache-2.0
// Values put back into windows, at places of which some are none.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline LayerCase random_max_unpool_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const int kernel_h = between(1, 4);
    const network::MaxUnpool layer{kernel_h, between(kernel_h == 1 ? 2 : 1, 4)};
    const Shape shape{between(1, 3), between(1, 4), between(1, 9)};
    return {name, layer, {shape, shape}, {}};
}

inline std::vector<LayerCase> max_unpool_cases() {
    const auto one = [](const std::string& name, int kernel_h, int kernel_w, const Shape& shape,
                        int lanes) {
        return LayerCase{
            name, network::MaxUnpool{kernel_h, kernel_w}, {shape, shape}, {lanes, lanes}};
    };
    std::vector<LayerCase> cases = {
        one("plain_2x2", 2, 2, {2, 3, 3}, 1),  one("padded_beat", 2, 2, {2, 3, 3}, 2),
        one("all_lanes", 2, 2, {3, 2, 3}, 3),  one("places_that_are_none", 3, 3, {2, 3, 4}, 2),
        one("wide", 1, 4, {1, 5, 2}, 1),       one("tall", 5, 1, {3, 2, 2}, 2),
        one("one_window", 2, 3, {1, 1, 5}, 2), one("one_row", 2, 2, {1, 4, 2}, 2),
        one("one_column", 3, 2, {4, 1, 2}, 1), one("one_beat", 2, 2, {1, 1, 1}, 1),
        one("largest", 8, 16, {1, 2, 2}, 1),
    };
    std::mt19937_64 random(29);
    for (int i = 0; i < 9; ++i)
        cases.push_back(random_max_unpool_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
