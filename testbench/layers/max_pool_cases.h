// SPDX-License-Identifier: Apache-2.0
// Max pooling.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> max_pool_cases() {
    const auto pool = [](const Window& window) { return network::MaxPool{window}; };
    return {
        {"plain_2x2", pool({2, 2, 2, 2}), {{4, 6, 3}}, {1, 1, 1}},
        {"plain_2x2_row", pool({2, 2, 2, 2}), {{4, 6, 3}}, {2, 2, 2}},
        {"plain_2x2_all", pool({2, 2, 2, 2}), {{6, 4, 3}}, {3, 3, 4}},
        {"odd_rest", pool({2, 2, 2, 2}), {{5, 7, 4}}, {3, 3, 1}},
        {"overlapping", pool({3, 3, 2, 2}), {{7, 9, 2}}, {1, 1, 3}},
        {"same_stride_1", pool({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}), {{4, 5, 3}}, {2, 2, 3}},
        {"same_all", pool({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}), {{4, 5, 2}}, {2, 2, 9}},
        {"padded_corner", pool({3, 2, 2, 2, 1, 1, 0, 0, 2, 1}), {{6, 5, 5}}, {2, 2, 1}},
        {"dilated", pool({2, 2, 1, 1, 2, 3, 1, 0, 0, 2}), {{5, 6, 2}}, {1, 1, 2}},
        {"one_dimension", pool({1, 4, 1, 2, 1, 1, 0, 1, 0, 1}), {{1, 15, 3}}, {2, 2, 4}},
        {"drawn_a", pool({3, 3, 2, 2, 1, 1, 1, 1, 1, 1}), {{8, 7, 6}}, {}},
        {"drawn_b", pool({2, 3, 2, 1}), {{6, 5, 7}}, {}},
    };
}

} // namespace sluice::testbench
