// SPDX-License-Identifier: Apache-2.0
// Ranks, orders and columns of a layered drawing. Private to report/.
#pragma once

#include <vector>

#include "cli/report/layout.h"

namespace sluice::cli {

// A node, or a place where a link passes a rank between its ends.
struct Vertex {
    int rank = 0;
    bool node = false;
    double x = 0; // middle
    std::vector<int> above, below;
};

struct Layering {
    std::vector<Vertex> vertices;         // the nodes first, in their order
    std::vector<std::vector<int>> ranks;  // vertices from left to right
    std::vector<std::vector<int>> chains; // by link: the vertices that it passes, its ends included
};

inline constexpr double kNodeWidth = 172, kNodeHeight = 50, kNodeGap = 22, kLinkGap = 16;

// Every node one rank below the lowest that it reads; few crossings; x near the neighbours'.
Layering layered(int nodes, const std::vector<GraphLink>& links);

} // namespace sluice::cli
