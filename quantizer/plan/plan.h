// SPDX-License-Identifier: Apache-2.0
// The integer network's structure before its numbers: which layers, and which tensors share a
// quantization.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::quantizer {

using PlanTensorId = int; // index into Plan::tensors

struct PlanTensor {
    graph::ValueId value = -1; // whose real values it holds
    bool rescaled = false;     // a copy of the value in another quantization
    bool is_input = false;
    std::optional<int> integer_offset = std::nullopt; // of an input that is integers itself
    int scale_group = -1; // tensors of one group have one scale and zero point (unify_scales)
    std::optional<graph::Quantization> levels = std::nullopt; // of an already quantized model
};

struct PlanLayer {
    std::string name;
    std::vector<std::string> sources;
    const graph::Op* op = nullptr; // in the graph; the identity for a rescaling lookup
    // Applied to the op's result in this order; `result` is the op's own, before them.
    std::vector<graph::Activation> activations;
    graph::ValueId result = -1;
    // Of the result, where activations follow and it has levels of its own: a table reads it then.
    std::optional<graph::Quantization> result_levels = std::nullopt;
    std::vector<PlanTensorId> inputs;
    PlanTensorId output = -1;
};

struct Plan {
    std::vector<PlanTensor> tensors;
    std::vector<PlanLayer> layers;     // topological order
    std::vector<PlanTensorId> inputs;  // of graph.inputs
    std::vector<PlanTensorId> outputs; // of graph.outputs
    std::vector<std::string> notes;
    int scale_groups = 0;
};

// Fuses activations into the layers that can end in them, leaves Softmax at an output to the host,
// drops what reaches no output. Keeps pointers into the graph.
Plan plan_layers(const graph::Graph& graph);

// Fills scale_group: max pooling, rearrangement, padding and concatenation pass scales through. An
// operand of a concatenation that is, but for the others, an input of the graph keeps its scale,
// and a lookup that rescales it is inserted; so is one for an operand with levels of its own that
// are not those of the output.
void unify_scales(Plan& plan);

// The levels that a scale group has in an already quantized model.
std::optional<graph::Quantization> group_levels(const Plan& plan, int group);

// Whether the layer is part of an already quantized model: something that it reads or gives has
// levels of its own.
bool is_given(const Plan& plan, const PlanLayer& layer);

} // namespace sluice::quantizer
