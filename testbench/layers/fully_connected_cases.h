// SPDX-License-Identifier: Apache-2.0
// Fully connected layers: on images and on vectors.
#pragma once

#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

inline std::vector<LayerCase> fully_connected_cases() {
    const auto matrix = [](int out_channels) {
        network::FullyConnected layer;
        layer.out_channels = out_channels;
        return layer;
    };
    return {
        {"image", matrix(7), {{3, 4, 5}}, {2, 3, 1}},
        {"image_row", matrix(5), {{3, 4, 2}}, {2, 1, 4}},
        {"image_all", matrix(4), {{2, 3, 3}}, {3, 2, 6}},
        {"column", matrix(3), {{5, 1, 2}}, {1, 2, 1}},
        {"vector", matrix(10), {{1, 1, 33}}, {4, 3, 1}},
        {"vector_one", matrix(6), {{1, 1, 9}}, {1, 1, 1}},
        {"vector_full", matrix(3), {{1, 1, 8}}, {8, 3, 1}},
        {"scalar", matrix(2), {{1, 1, 1}}, {1, 2, 1}},
        {"one_output", matrix(1), {{1, 1, 17}}, {5, 1, 1}},
        {"drawn_a", matrix(12), {{2, 5, 6}}, {}},
        {"drawn_b", matrix(12), {{4, 2, 3}}, {}},
        {"drawn_c", matrix(9), {{1, 1, 40}}, {}},
        {"drawn_d", matrix(30), {{1, 1, 12}}, {}},
    };
}

} // namespace sluice::testbench
