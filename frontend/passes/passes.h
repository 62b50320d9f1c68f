// SPDX-License-Identifier: Apache-2.0
// Exact rewrites of the float graph, in the order of one table.
#pragma once

#include <string>
#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

struct Pass {
    const char* name;
    void (*run)(graph::Graph&);
    bool needs_outputs; // makes no sense on a graph that ends at an unsupported node
};

const std::vector<Pass>& passes();

// Joins of unary functions of one value become one unary function.
void fuse_pointwise(graph::Graph& graph);

// Layers whose value nothing reads, so that the passes behind see no reader that is none.
void drop_dead(graph::Graph& graph);

// Rearrangements one after another become one where that is possible.
void merge_rearranges(graph::Graph& graph);

// What is done to every element, or to every channel, is done before a rearrangement that nothing
// else reads: there it can become part of the layer before.
void lift_over_rearrange(graph::Graph& graph);

// A per-channel scale and bias behind a convolution or fully connected layer becomes its weights.
void fold_affine_backward(graph::Graph& graph);

// A per-channel scale and bias before a convolution without padding, or before a fully connected
// layer, becomes its weights.
void fold_affine_forward(graph::Graph& graph);

// A transposed convolution whose phases see different taps becomes one convolution for each run of
// phases with the same ones, and so do the functions behind it: no product with a weight that does
// not exist is left. Phases are the channels of the joined result, in their old order.
void split_phases(graph::Graph& graph);

// What only chooses among levels of an already quantized model gives values on the same levels:
// Relu, max pooling, concatenation.
void spread_levels(graph::Graph& graph);

// The largest channel is the same without the softmax before it.
void drop_softmax_before_arg_max(graph::Graph& graph);

// Layers that no output depends on.
void drop_unused(graph::Graph& graph);

} // namespace sluice::frontend
