// SPDX-License-Identifier: Apache-2.0
// Rearrangements: what ONNX operators make of them, and random nests.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

// Blocks of b x b pixels and `channels` channels, as DepthToSpace takes them: the place in the
// block outside the channel (DCR) or inside it (CRD).
inline network::Rearrange depth_to_space(const Shape& in, int b, bool channel_first) {
    const int channels = in.channels / (b * b);
    const std::int64_t row = std::int64_t{in.width} * in.channels;
    const std::int64_t place = channel_first ? 1 : channels;
    return {{in.height * b, in.width * b, channels},
            0,
            {in.height, b, in.width, b, channels},
            {row, b * place, in.channels, place, channel_first ? b * b : 1}};
}

inline network::Rearrange space_to_depth(const Shape& in, int b) {
    const std::int64_t row = std::int64_t{in.width} * in.channels;
    return {{in.height / b, in.width / b, in.channels * b * b},
            0,
            {in.height / b, in.width / b, b, b, in.channels},
            {b * row, std::int64_t{b} * in.channels, row, in.channels, 1}};
}

inline network::Rearrange shuffle(const Shape& in, int groups) {
    const int size = in.channels / groups;
    return {in, 0, {in.pixels(), size, groups}, {in.channels, 1, size}};
}

// A box of the input from (top, left, channel) on, every `step`-th row and column.
inline network::Rearrange box(const Shape& in, int top, int left, int channel, const Shape& size,
                              int step = 1) {
    const std::int64_t row = std::int64_t{in.width} * in.channels;
    return {size,
            top * row + std::int64_t{left} * in.channels + channel,
            {size.height, size.width, size.channels},
            {step * row, std::int64_t{step} * in.channels, 1}};
}

inline network::Rearrange repeat_pixels(const Shape& in, int rows, int columns) {
    const std::int64_t row = std::int64_t{in.width} * in.channels;
    return {{in.height * rows, in.width * columns, in.channels},
            0,
            {in.height, rows, in.width, columns, in.channels},
            {row, 0, in.channels, 0, 1}};
}

// A 1x1xC vector for every pixel.
inline network::Rearrange broadcast(int channels, int height, int width) {
    return {{height, width, channels}, 0, {std::int64_t{height} * width, channels}, {0, 1}};
}

// The order of NCHW: `shape` has the elements c, y, x.
inline network::Rearrange channels_first(const Shape& in, const Shape& shape) {
    return {shape, 0, {in.channels, in.pixels()}, {1, in.channels}};
}

// Some of the input's axes, split, cut, turned around, repeated and in any order.
inline LayerCase random_rearrange_case(const std::string& name, std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    const Shape in{between(1, 5), between(1, 6), between(1, 8)};
    struct Axis {
        std::int64_t size, stride;
    };
    std::vector<Axis> axes{{in.height, std::int64_t{in.width} * in.channels},
                           {in.width, in.channels},
                           {in.channels, 1}};
    network::Rearrange layer;
    std::vector<Axis> parts;
    for (Axis axis : axes) {
        const int kind = between(0, 5);
        if (kind == 0 && axis.size > 1) { // cut
            const int start = between(0, static_cast<int>(axis.size) - 1);
            layer.offset += start * axis.stride;
            axis.size = between(1, static_cast<int>(axis.size) - start);
        } else if (kind == 1) { // turned around
            layer.offset += (axis.size - 1) * axis.stride;
            axis.stride = -axis.stride;
        } else if (kind == 2) {
            parts.push_back({between(2, 3), 0});
        } else if (kind == 3 && axis.size % 2 == 0) {
            parts.push_back({2, axis.stride * axis.size / 2});
            axis.size /= 2;
        }
        parts.push_back(axis);
    }
    if (between(0, 2) > 0) // else the order stays
        for (std::size_t i = parts.size(); i > 1; --i)
            std::swap(parts[i - 1], parts[random() % i]);
    Shape out{1, 1, 1};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        layer.sizes.push_back(parts[i].size);
        layer.strides.push_back(parts[i].stride);
        int& side = i + 1 == parts.size() ? out.channels : i == 0 ? out.height : out.width;
        side *= static_cast<int>(parts[i].size);
    }
    layer.shape = out;
    return {name, layer, {in}, {}};
}

inline std::vector<LayerCase> rearrange_cases() {
    std::vector<LayerCase> cases = {
        {"dcr_2", depth_to_space({2, 3, 8}, 2, false), {{2, 3, 8}}, {2, 2}},
        {"crd_3_one_channel", depth_to_space({3, 2, 9}, 3, true), {{3, 2, 9}}, {}},
        {"crd_2", depth_to_space({2, 3, 12}, 2, true), {{2, 3, 12}}, {}},
        {"to_depth", space_to_depth({4, 6, 3}, 2), {{4, 6, 3}}, {3, 3}},
        {"shuffle_3", shuffle({3, 2, 12}, 3), {{3, 2, 12}}, {}},
        {"slice", box({3, 4, 6}, 0, 0, 2, {3, 4, 4}), {{3, 4, 6}}, {2, 2}},
        {"slice_one", box({3, 4, 6}, 0, 0, 5, {3, 4, 1}), {{3, 4, 6}}, {}},
        {"crop", box({7, 5, 3}, 2, 1, 0, {3, 4, 3}), {{7, 5, 3}}, {2, 2}},
        {"crop_top", box({5, 3, 2}, 3, 0, 0, {2, 3, 2}), {{5, 3, 2}}, {2, 2}},
        {"crop_to_a_pixel", box({4, 3, 2}, 1, 1, 0, {1, 1, 2}), {{4, 3, 2}}, {}},
        {"every_second", box({6, 8, 2}, 1, 0, 0, {3, 4, 2}, 2), {{6, 8, 2}}, {2, 2}},
        {"every_second_of_odd", box({5, 7, 2}, 0, 0, 0, {3, 4, 2}, 2), {{5, 7, 2}}, {2, 2}},
        {"nearest_2x3", repeat_pixels({3, 4, 5}, 2, 3), {{3, 4, 5}}, {2, 2}},
        {"nearest_rows", repeat_pixels({3, 4, 5}, 2, 1), {{3, 4, 5}}, {5, 5}},
        {"broadcast", broadcast(7, 3, 4), {{1, 1, 7}}, {3, 3}},
        {"nchw_vector", channels_first({2, 3, 4}, {1, 1, 24}), {{2, 3, 4}}, {}},
        {"nchw_rows", channels_first({3, 2, 4}, {2, 3, 4}), {{3, 2, 4}}, {}},
        {"in_order", box({3, 4, 6}, 0, 0, 0, {3, 4, 6}), {{3, 4, 6}}, {4, 4}},
        {"other_shape", network::Rearrange{{6, 6, 2}, 0, {72}, {1}}, {{3, 4, 6}}, {2, 2}},
        {"one_word_bands", repeat_pixels({2, 3, 4}, 1, 2), {{2, 3, 4}}, {4, 4}},
        {"mirrored", network::Rearrange{{3, 4, 2}, 22, {12, 2}, {-2, 1}}, {{3, 4, 2}}, {2, 2}},
    };
    std::mt19937_64 random(5);
    for (int i = 0; i < 24; ++i)
        cases.push_back(random_rearrange_case("random" + std::to_string(i), random));
    return cases;
}

} // namespace sluice::testbench
