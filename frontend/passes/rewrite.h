// SPDX-License-Identifier: Apache-2.0
// What the passes share: who uses a value, and a node taken out with its name kept as a source.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

// How many node inputs and outputs of the graph read each value.
std::vector<int> use_counts(const graph::Graph& graph);

// The node that makes `value`, or nullptr.
graph::Node* producer_of(graph::Graph& graph, graph::ValueId value);

// Adds the sources of `from` to those of `to`, each once.
void add_sources(graph::Node& to, const graph::Node& from);

// Whether the node's value is rounded to levels of its own.
bool is_rounded(const graph::Graph& graph, const graph::Node& node);

// A 1x1 convolution of each channel alone: value * weight + bias.
bool is_affine(const graph::Graph& graph, const graph::Node& node);

} // namespace sluice::frontend
