// SPDX-License-Identifier: Apache-2.0
// A network that takes the bytes of a camera instead of what is made of them.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

// (byte * scale - mean) / std, mean and std for all channels or one for each.
struct ByteArithmetic {
    double scale = 1.0;
    std::vector<double> mean = {0.0};
    std::vector<double> std = {1.0};
};

// The same graph, whose inputs are the bytes before this arithmetic: it becomes part of the first
// layer's weights where that is exact, which padding allows only where the mean is 0 (the byte that
// stands for the padding's zero must be one); else it is a layer of one product per channel.
// Throws Error for an input that takes integers already.
graph::Graph take_bytes(graph::Graph graph, const ByteArithmetic& arithmetic);

} // namespace sluice::frontend
