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
// scale back: functions with f(s x) = s f(x) for s > 0, then layers with weights alone.
struct ScalableOutput {
    int producer = -1;                 // node
    std::vector<int> consumers;        // nodes
    std::vector<graph::ValueId> chain; // values whose channels are scaled, the producer's first
    double clip_high = 0.0;            // of a clip to [0, high] among the functions; 0: none
};

std::vector<ScalableOutput> scalable_outputs(const graph::Graph& graph);

using ChannelRanges = std::vector<Range>; // by channel

enum class Balance {
    activations,      // every channel fills the range
    half_activations, // half of that, in logarithms
    weights_too       // a channel's range relative to the size of the weights that read it
};

// The factor of every channel, 1 for channels that are always 0. `ranges` are those of the chain's
// last value. Where the function is a clip, channels only grow, and no value that was seen is cut.
std::vector<double> channel_factors(const graph::Graph& graph, const ScalableOutput& output,
                                    const ChannelRanges& ranges, Balance balance);

// The same network with the producer's rows multiplied and the consumers' columns divided.
graph::Graph scaled(const graph::Graph& graph, const ScalableOutput& output,
                    const std::vector<double>& factors);

// With all of these factors; a value that the graph has no scalable output for is left out.
graph::Graph scaled(graph::Graph graph, const std::vector<ChannelFactors>& factors);

} // namespace sluice::quantizer
