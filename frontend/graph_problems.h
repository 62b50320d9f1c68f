// SPDX-License-Identifier: Apache-2.0
// What is wrong with a float graph that was imported without a complaint.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "frontend/graph/graph.h"

namespace sluice::frontend {

// Name of the node (empty: of the whole graph) and the mistake.
std::vector<std::pair<std::string, Error>> graph_problems(const std::string& where,
                                                          const graph::Graph& graph);

} // namespace sluice::frontend
