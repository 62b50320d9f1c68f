// SPDX-License-Identifier: Apache-2.0
// Cross-layer equalisation: channels of an activation scaled so that they share its range fairly.
#pragma once

#include <memory>
#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/calibration/affine.h"
#include "quantizer/quantize.h"

namespace sluice::quantizer {

// A layer with weights whose output channels may be scaled, since all that reads them can take the
// scale back: functions with f(s x) = s f(x) for s > 0, concatenation and rearrangement, that lead
// to layers with weights alone. Where a rearrangement makes one channel of several, these share
// their factor.
struct ScalableOutput {
    // A value that is scaled: by its channel, the producer's whose factor it has; -1: not scaled.
    struct Scaled {
        graph::ValueId value = -1;
        std::vector<int> channel;
        bool is_tensor = true; // false: a function alone reads it, so that it needs no range
    };
    struct Consumer {
        int node = -1;
        std::vector<int> channel; // by its input channel
    };

    int producer = -1; // node
    std::vector<Consumer> consumers;
    std::vector<Scaled> values; // the producer's first
    double clip_high = 0.0;     // of a clip to [0, high] among the functions; 0: none

    std::size_t channels() const { return values[0].channel.size(); }
};

std::vector<ScalableOutput> scalable_outputs(const graph::Graph& graph);

using ChannelRanges = std::vector<Range>; // by channel

enum class Balance {
    activations,      // every channel fills the range
    half_activations, // half of that, in logarithms
    weights_too       // a channel's range relative to the size of the weights that read it
};

// The factor of every channel of the producer, 1 for channels that are always 0. `ranges`, by
// value, are the graph's; no value leaves the range that its tensor has. Where a function is a
// clip, channels only grow, and no value that was seen is cut.
std::vector<double> channel_factors(const graph::Graph& graph, const ScalableOutput& output,
                                    const std::vector<ChannelRanges>& ranges, Balance balance);

// The same network with the producer's rows multiplied and the consumers' columns divided.
graph::Graph scaled(const graph::Graph& graph, const ScalableOutput& output,
                    const std::vector<double>& factors);

// With all of these factors; a value that the graph has no scalable output for is left out.
graph::Graph scaled(graph::Graph graph, const std::vector<ChannelFactors>& factors);

} // namespace sluice::quantizer
