// SPDX-License-Identifier: Apache-2.0
// The nodes of an ONNX graph in an order in which each comes after what it reads.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "frontend/onnx_file.h"

namespace sluice::frontend {

struct NodeOrder {
    std::vector<std::size_t> order;  // indices into OnnxModel::nodes, all of them
    std::vector<bool> live;          // by node: an output of the model depends on it
    std::vector<std::string> labels; // by node: its name made unique, or op and index
    std::set<std::string> used;      // names that a live node reads or that are outputs
};

// Throws Error for a value that is defined twice or never, and for a cycle.
NodeOrder order_nodes(const OnnxModel& model);

} // namespace sluice::frontend
