// SPDX-License-Identifier: Apache-2.0
// Places of the maximum in windows that do not overlap.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline LayerCase random_max_place_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const int kernel_h = between(1, 4);
    const int kernel_w = between(1, 4);
    const int rows = between(1, 3);
    const int columns = between(1, 4);
    // A rest that no window covers, or a window that is cut off: padding then.
    const int below = between(1 - kernel_h, kernel_h - 1);
    const int beside = between(1 - kernel_w, kernel_w - 1);
    const network::MaxPlace layer{{kernel_h, kernel_w, kernel_h, kernel_w, 1, 1, 0, 0,
                                   std::max(0, -below), std::max(0, -beside)}};
    return {
        name, layer, {{rows * kernel_h + below, columns * kernel_w + beside, between(1, 9)}}, {}};
}

inline std::vector<LayerCase> max_place_cases() {
    const auto place = [](const Window& window) { return network::MaxPlace{window}; };
    std::vector<LayerCase> cases = {
        {"plain_2x2", place({2, 2, 2, 2}), {{4, 6, 3}}, {1, 1, 1}},
        {"plain_2x2_row", place({2, 2, 2, 2}), {{4, 6, 3}}, {2, 2, 2}},
        {"plain_2x2_all", place({2, 2, 2, 2}), {{6, 4, 3}}, {3, 3, 4}},
        {"two_pixels", place({2, 2, 2, 2}), {{4, 8, 2}}, {2, 2, 4, 2}},
        {"row_of_two_pixels", place({2, 3, 2, 3}), {{4, 12, 2}}, {1, 1, 3, 2}},
        {"odd_rest", place({2, 2, 2, 2}), {{5, 7, 4}}, {3, 3, 1}},
        {"cut_off", place({2, 2, 2, 2, 1, 1, 0, 0, 1, 1}), {{5, 7, 4}}, {2, 2, 4}},
        {"one_dimension", place({1, 4, 1, 4}), {{1, 17, 3}}, {2, 2, 1}},
        {"column", place({3, 1, 3, 1}), {{6, 4, 2}}, {1, 1, 3}},
        {"nothing_to_choose", place({1, 1, 1, 1}), {{2, 3, 4}}, {2, 2, 1}},
        {"largest", place({8, 16, 8, 16}), {{8, 16, 2}}, {1, 1, 1}},
    };
    std::mt19937_64 random(23);
    for (int i = 0; i < 9; ++i)
        cases.push_back(random_max_place_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
