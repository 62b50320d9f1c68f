// SPDX-License-Identifier: Apache-2.0
// Networks of blocks, made by hand, for the tests of the design and of the tuner.
#pragma once

#include <string>
#include <vector>

#include "generator/design/design.h"

namespace sluice::design {

// Appends blocks to a skeleton; each call gives the tensor that it produces. Layers are named
// "conv0", "add1", ...: the kind and the layer's index.
class SkeletonBuilder {
public:
    SkeletonBuilder() { skeleton_.name = "net"; }

    int input(const Shape& shape, const std::string& name = "x");
    // A square kernel, padded so that stride 1 keeps the size. `groups` = channels: depthwise.
    int conv(int tensor, int out_channels, int kernel = 3, int stride = 1, int groups = 1);
    int depthwise(int tensor, int kernel = 3, int stride = 1);
    int add(int a, int b);
    int concat(const std::vector<int>& tensors);
    int max_pool(int tensor, int kernel = 2);
    int global_pool(int tensor);
    void output(int tensor, const std::string& name = "y");

    // Sets the parallelism of the layer that gives `tensor`.
    void parallelise(int tensor, const rtl::Parallelism& parallelism);

    const Shape& shape(int tensor) const { return shapes_.at(static_cast<std::size_t>(tensor)); }
    // Products of one frame over all layers.
    std::int64_t macs() const { return macs_; }
    const Skeleton& skeleton() const { return skeleton_; }

private:
    int append(const std::string& kind, rtl::Block block, std::vector<int> inputs);

    Skeleton skeleton_;
    std::vector<Shape> shapes_; // by tensor
    std::int64_t macs_ = 0;
};

// A small ResNet: three residual blocks of two 3x3 convolutions, the later ones with stride 2 and
// a 1x1 convolution on the skip; then pooled and classified. 10x9x3 in.
SkeletonBuilder small_resnet();

// A small MobileNet: five pairs of depthwise 3x3 and pointwise convolutions. 10x9x3 in.
SkeletonBuilder small_mobilenet();

// The largest interval of a skeleton's blocks.
std::int64_t slowest_interval(const Skeleton& skeleton);

} // namespace sluice::design
