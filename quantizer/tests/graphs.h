// SPDX-License-Identifier: Apache-2.0
// Small float graphs and frames for the quantizer's tests.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/frames.h"
#include "frontend/graph/graph.h"

namespace sluice::quantizer::test {

// Builds a graph node by node; names are "v0", "v1", ... for values and "n0", ... for nodes.
class GraphBuilder {
public:
    graph::ValueId input(const Shape& shape);
    graph::ValueId add(graph::Op op, std::vector<graph::ValueId> inputs);
    void output(graph::ValueId value);
    graph::Graph graph;
};

graph::Conv make_conv(const Window& window, int groups, int in_channels, int out_channels,
                      std::mt19937& random);
graph::FullyConnected make_fully_connected(const Shape& in, int out_channels, std::mt19937& random);
graph::Activation make_activation(graph::ActivationKind kind, double low = 0.0, double high = 0.0);

std::vector<float> random_values(std::int64_t count, float low, float high, std::mt19937& random);

// Frames held in memory: frames_[index][input].
class MemoryFrames : public FrameSource {
public:
    explicit MemoryFrames(std::vector<std::vector<std::vector<float>>> frames)
        : frames_(std::move(frames)) {}
    std::int64_t frames() const override { return static_cast<std::int64_t>(frames_.size()); }
    std::vector<float> frame(int input, std::int64_t index) const override {
        return frames_[index][input];
    }

private:
    std::vector<std::vector<std::vector<float>>> frames_;
};

// `count` frames of uniform values in [low, high) for every input of the graph.
MemoryFrames random_frames(const graph::Graph& graph, int count, float low, float high,
                           unsigned seed);

} // namespace sluice::quantizer::test
