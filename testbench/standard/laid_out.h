// SPDX-License-Identifier: Apache-2.0
// Values between the graph's order (HWC) and the model's own.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::testbench {

// `values` of `interface` from the model's order to HWC.
std::vector<float> to_graph(const graph::Graph& graph, const graph::Interface& interface,
                            const std::vector<float>& values);

// And back.
std::vector<float> to_model(const graph::Graph& graph, const graph::Interface& interface,
                            const std::vector<float>& values);

} // namespace sluice::testbench
