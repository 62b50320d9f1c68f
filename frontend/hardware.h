// SPDX-License-Identifier: Apache-2.0
// Which operators of the float graph the hardware has a block for. The float graph holds more: it
// is also the reference for accuracy.
#pragma once

#include <optional>
#include <string>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

// Why something is not supported, and the nearest model that would be; the rewrite may be empty.
struct Refusal {
    std::string reason;
    std::string rewrite;
};

// Nothing for a node that can be generated.
std::optional<Refusal> hardware_gap(const graph::Graph& graph, const graph::Node& node);

} // namespace sluice::frontend
