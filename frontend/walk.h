// SPDX-License-Identifier: Apache-2.0
// The import itself: file, walk over the nodes, passes. import_model wants the graph or the first
// problem, check_model wants all problems; both are this one walk.
#pragma once

#include <map>

#include "frontend/frontend.h"
#include "frontend/import.h"
#include "frontend/node_order.h"

namespace sluice::frontend {

struct Walk {
    NodeOrder nodes;
    graph::Graph graph;
    std::vector<std::string> warnings;
    std::map<std::size_t, Error> errors;      // by node, with `collect`
    std::vector<std::size_t> blind;           // nodes behind an unsupported one, shapes unknown
    std::map<std::size_t, std::string> notes; // nodes that were imported: why, if as no layer
    std::vector<Error> other_errors;          // of no node, with `collect`
};

// Throws the first problem of a node or an interface, or collects them.
Walk walk_model(const OnnxModel& model, const ImportOptions& options, bool collect);

} // namespace sluice::frontend
