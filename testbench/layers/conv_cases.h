// SPDX-License-Identifier: Apache-2.0
// Convolutions: corner cases by name, then random ones.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"
#include "testbench/layers/random_window.h"

namespace sluice::testbench {

inline network::Conv conv_of(const Window& window, int out_channels, int groups = 1,
                             int weight_bits = 8) {
    network::Conv conv;
    conv.window = window;
    conv.out_channels = out_channels;
    conv.groups = groups;
    conv.weight_bits = weight_bits;
    return conv;
}

// Any legal convolution of a small image; rows and columns never alike.
inline LayerCase random_conv_case(const std::string& name, std::mt19937_64& random) {
    const RandomWindow drawn = random_window(random);
    const int channels = drawn.input.channels;
    const bool depthwise = channels > 1 && random() % 3 == 0;
    const int out_channels = depthwise ? channels : 1 + static_cast<int>(random() % 9U);
    return {name, conv_of(drawn.window, out_channels, depthwise ? channels : 1), {drawn.input}, {}};
}

inline std::vector<LayerCase> conv_cases() {
    std::vector<LayerCase> cases = {
        {"pointwise", conv_of({}, 5), {{3, 4, 6}}, {2, 2, 1}},
        {"pointwise_full", conv_of({}, 5), {{3, 4, 6}}, {6, 5, 1}},
        {"same_3x3_row", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 4), {{5, 6, 3}}, {2, 3, 3}},
        {"same_3x3_all", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 4), {{5, 6, 3}}, {3, 4, 9}},
        {"one_a_cycle", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1), {{6, 5, 1}}, {1, 1, 9}},
        {"stride_2_asymmetric", conv_of({3, 3, 2, 2, 1, 1, 0, 0, 1, 1}, 3), {{6, 8, 2}}, {1, 2, 3}},
        {"stride_over_kernel", conv_of({2, 1, 3, 2}, 3), {{8, 7, 2}}, {2, 1, 1}},
        {"dilated", conv_of({2, 3, 1, 1, 2, 2, 1, 2, 1, 2}, 3), {{5, 7, 2}}, {1, 3, 3}},
        {"dilated_all", conv_of({2, 2, 1, 1, 2, 3, 0, 1, 0, 2}, 3), {{5, 6, 2}}, {2, 1, 4}},
        {"kernel_over_input", conv_of({5, 5, 1, 1, 1, 1, 2, 2, 2, 2}, 2), {{2, 3, 2}}, {1, 1, 5}},
        {"one_dimension", conv_of({1, 7, 1, 2, 1, 1, 0, 3, 0, 3}, 4), {{1, 16, 2}}, {2, 2, 7}},
        {"grouped", conv_of({3, 2, 1, 1, 1, 1, 1, 0, 1, 1}, 6, 2), {{4, 5, 4}}, {2, 3, 1}},
        {"depth_multiplier", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 6, 3), {{4, 5, 3}}, {1, 2, 3}},
        {"depthwise", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 5, 5), {{5, 4, 5}}, {2, 2, 1}},
        {"depthwise_row", conv_of({3, 3, 2, 1, 1, 1, 1, 1, 1, 1}, 5, 5), {{5, 4, 5}}, {3, 3, 3}},
        {"depthwise_all", conv_of({3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 4, 4), {{4, 5, 4}}, {4, 4, 9}},
        {"two_bit_weights", conv_of({1, 2}, 3, 1, 2), {{3, 5, 4}}, {3, 2, 2}},
    };
    std::mt19937_64 random(11);
    for (int i = 0; i < 20; ++i)
        cases.push_back(random_conv_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
