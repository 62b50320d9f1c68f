// SPDX-License-Identifier: Apache-2.0
// Which activations are equalised, and how, by what the network's outputs like best.
#pragma once

#include <memory>

#include "quantizer/draft.h"
#include "quantizer/measure/probe.h"

namespace sluice::quantizer {

// Lowest and highest value of each channel of each value, over the frames `indices`.
std::vector<std::vector<Range>> channel_ranges(const graph::Graph& graph, const FrameSource& frames,
                                               const std::vector<std::int64_t>& indices,
                                               const Options& options);

struct ScaledGraph {
    std::shared_ptr<const graph::Graph> graph;
    std::vector<ChannelFactors> factors; // what was scaled by what
};

// The draft's graph with the channels of its activations scaled, one after the other, wherever the
// probe gains by it under min-max ranges; `ranges` are of the draft's graph.
ScaledGraph search_scales(Draft draft, std::vector<std::vector<Range>> ranges, Probe& probe,
                          const Options& options, const Progress& progress);

// How many scaled networks search_scales measures at most.
int scale_trials(const graph::Graph& graph);

} // namespace sluice::quantizer
