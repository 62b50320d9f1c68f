// SPDX-License-Identifier: Apache-2.0
// What an operator requires of its inputs and weights, and the shape that it makes.
#pragma once

#include "frontend/graph/graph.h"

namespace sluice::graph {

// Throws std::logic_error (SLUICE_CHECK) when the node breaks a rule of its operator.
Shape output_shape(const Graph& graph, const Node& node);

} // namespace sluice::graph
