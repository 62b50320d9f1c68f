// SPDX-License-Identifier: Apache-2.0
// Average pooling, the divisor fixed or by the taps inside.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> average_pool_cases() {
    const auto pool = [](const Window& window, bool count_include_pad) {
        network::AveragePool layer;
        layer.window = window;
        layer.count_include_pad = count_include_pad;
        return layer;
    };
    return {
        {"plain", pool({2, 2, 2, 2}, false), {{4, 6, 3}}, {1, 1, 1}},
        {"plain_all", pool({2, 2, 2, 2}, false), {{4, 6, 3}}, {3, 3, 4}},
        {"inside", pool({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, false), {{4, 5, 3}}, {2, 2, 3}},
        {"inside_one", pool({3, 3, 2, 2, 1, 1, 1, 1, 1, 1}, false), {{5, 7, 2}}, {1, 1, 1}},
        {"inside_all", pool({3, 2, 1, 1, 1, 1, 1, 0, 1, 1}, false), {{4, 5, 3}}, {2, 2, 6}},
        {"with_pad", pool({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, true), {{4, 5, 3}}, {2, 2, 1}},
        {"with_pad_row", pool({2, 3, 2, 1, 1, 1, 0, 1, 1, 1}, true), {{5, 4, 4}}, {3, 3, 3}},
        {"one_dimension", pool({1, 5, 1, 2, 1, 1, 0, 2, 0, 1}, false), {{1, 14, 2}}, {1, 1, 5}},
        {"drawn_a", pool({2, 2, 2, 2, 1, 1, 0, 1, 1, 0}, false), {{6, 5, 5}}, {}},
        {"drawn_b", pool({3, 3, 3, 3}, false), {{7, 9, 4}}, {}},
    };
}

} // namespace sluice::testbench
