// SPDX-License-Identifier: Apache-2.0
#include "generator/design/tests/skeletons.h"

#include <algorithm>

namespace sluice::design {

int SkeletonBuilder::input(const Shape& shape, const std::string& name) {
    shapes_.push_back(shape);
    skeleton_.inputs.push_back(skeleton_.tensor_count);
    skeleton_.input_shapes.push_back(shape);
    skeleton_.input_names.push_back(name);
    return skeleton_.tensor_count++;
}

int SkeletonBuilder::conv(int tensor, int out_channels, int kernel, int stride, int groups) {
    rtl::Conv conv;
    conv.input = shape(tensor);
    conv.window.kernel_h = conv.window.kernel_w = kernel;
    conv.window.stride_h = conv.window.stride_w = stride;
    conv.window.pad_top = conv.window.pad_left = (kernel - 1) / 2;
    conv.window.pad_bottom = conv.window.pad_right = kernel / 2;
    conv.groups = groups;
    conv.out_channels = out_channels;
    conv.shift_max = conv.shift_min = 20;
    const Shape out = window_output_shape(conv.input, conv.window, out_channels);
    macs_ += out.elements() * conv.window.positions() * (conv.input.channels / groups);
    return append("conv", conv, {tensor});
}

int SkeletonBuilder::depthwise(int tensor, int kernel, int stride) {
    const int channels = shape(tensor).channels;
    return conv(tensor, channels, kernel, stride, channels);
}

int SkeletonBuilder::add(int a, int b) {
    rtl::Add add;
    add.shape = shape(a);
    add.multiplier_a = add.multiplier_b = 1 << 16;
    add.shift = 17;
    return append("add", add, {a, b});
}

int SkeletonBuilder::concat(const std::vector<int>& tensors) {
    rtl::Concat concat;
    for (const int tensor : tensors)
        concat.inputs.push_back(shape(tensor));
    return append("concat", concat, tensors);
}

int SkeletonBuilder::max_pool(int tensor, int kernel) {
    rtl::Pool pool;
    pool.input = shape(tensor);
    pool.window.kernel_h = pool.window.kernel_w = kernel;
    pool.window.stride_h = pool.window.stride_w = kernel;
    return append("max_pool", pool, {tensor});
}

int SkeletonBuilder::global_pool(int tensor) {
    rtl::GlobalPool pool;
    pool.input = shape(tensor);
    pool.multiplier = 1 << 16;
    pool.shift = 20;
    return append("global_pool", pool, {tensor});
}

void SkeletonBuilder::output(int tensor, const std::string& name) {
    skeleton_.outputs.push_back(tensor);
    skeleton_.output_names.push_back(name);
}

void SkeletonBuilder::parallelise(int tensor, const rtl::Parallelism& parallelism) {
    for (LayerBlock& layer : skeleton_.layers)
        if (layer.output == tensor)
            layer.block = rtl::block_with_parallelism(layer.block, parallelism);
}

int SkeletonBuilder::append(const std::string& kind, rtl::Block block, std::vector<int> inputs) {
    rtl::validate_block(block);
    shapes_.push_back(rtl::block_output_streams(block).at(0).shape);
    skeleton_.layers.push_back({kind + std::to_string(skeleton_.layers.size()), std::move(block),
                                std::move(inputs), skeleton_.tensor_count});
    return skeleton_.tensor_count++;
}

SkeletonBuilder small_resnet() {
    SkeletonBuilder net;
    int t = net.conv(net.input({10, 9, 3}), 8);
    for (const int channels : {8, 12, 20}) {
        const bool same = net.shape(t).channels == channels;
        const int stride = same ? 1 : 2;
        const int inner = net.conv(net.conv(t, channels, 3, stride), channels);
        t = net.add(inner, same ? t : net.conv(t, channels, 1, stride));
    }
    net.output(net.conv(net.global_pool(t), 10, 1));
    return net;
}

SkeletonBuilder small_mobilenet() {
    SkeletonBuilder net;
    int t = net.conv(net.input({10, 9, 3}), 8, 3, 2);
    for (const int channels : {12, 16, 16, 24, 24})
        t = net.conv(net.depthwise(t, 3, channels > net.shape(t).channels ? 2 : 1), channels, 1);
    net.output(net.conv(net.global_pool(t), 10, 1));
    return net;
}

std::int64_t slowest_interval(const Skeleton& skeleton) {
    std::int64_t cycles = 0;
    for (const LayerBlock& layer : skeleton.layers)
        cycles = std::max(cycles, rtl::block_interval_cycles(layer.block));
    return cycles;
}

} // namespace sluice::design
