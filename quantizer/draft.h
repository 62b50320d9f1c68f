// SPDX-License-Identifier: Apache-2.0
// What the quantizer has decided so far: a value that its steps change, and the network it makes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/calibration/affine.h"
#include "quantizer/calibration/observe.h"
#include "quantizer/layers/weights.h"
#include "quantizer/network/network.h"
#include "quantizer/plan/plan.h"

namespace sluice::quantizer {

struct Draft {
    std::shared_ptr<const graph::Graph> graph; // the plan points into it
    Plan plan;
    std::vector<Affine> groups;        // by scale group
    std::vector<Affine> results;       // by layer: of the op before its activations
    std::vector<WeightChoice> weights; // by layer
    std::vector<int> weight_bits;      // by layer
};

// Which groups of tensors keep their whole range, whatever the method: the network's inputs and
// outputs, so that clipping never narrows what the host gives or takes and no logit ties at a
// limit.
std::vector<bool> whole_range_groups(const Plan& plan);

// The joint range of a group's tensors under a method, and the quantization that it gives. An input
// of the graph keeps what its values' own steps say. The outputs of the network are widened by an
// eighth under `automatic`: an output that meets its limit costs more than a step that is an eighth
// coarser, and frames to come do exceed those of the calibration.
Range group_range(const Plan& plan, int group, const std::vector<Statistics>& statistics,
                  Method method, const Options& options);
Affine group_affine(const Plan& plan, int group, const std::vector<Statistics>& statistics,
                    Method method, const Options& options);

// A draft of plain roundings, ranges by the options' method (`automatic`: by minmax).
Draft make_draft(std::shared_ptr<const graph::Graph> graph,
                 const std::vector<Statistics>& statistics, const Options& options);

network::Layer make_layer(const Draft& draft, std::size_t layer);
network::Network make_network(const Draft& draft, const Options& options);
// The same where the layers that are not `changed` are those of `before`, which spares the making.
network::Network make_network(const Draft& draft, const Options& options,
                              const network::Network& before, const std::vector<bool>& changed);

} // namespace sluice::quantizer
