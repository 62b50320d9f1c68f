// SPDX-License-Identifier: Apache-2.0
// The dataflow graph as a picture: where each layer stands and which way each stream runs.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace sluice::cli {

struct GraphLink {
    int from = 0; // a node below `to`
    int to = 0;
};

struct Place {
    double x = 0; // middle
    double y = 0; // top
};

struct GraphLayout {
    double width = 0, height = 0;
    double node_width = 0, node_height = 0;
    std::vector<Place> nodes;
    std::vector<std::string> paths; // of an SVG path, by link
    std::vector<Place> labels;      // by link, near its reader
};

// Nodes in topological order. Every node stands below all that it reads; long graphs are folded
// into columns, left to right. Same graph, same picture.
GraphLayout layered_layout(int nodes, const std::vector<GraphLink>& links);

// Of report.json: {"width", "height", "node_width", "node_height", "nodes": [{"layer" or "input" or
// "output", "x", "y"}], "links": [{"path", "x", "y", "from", "to"}]}, the links in the order of the
// report's, from and to being nodes; null where the report tells of no links.
nlohmann::ordered_json graph_picture(const nlohmann::ordered_json& report);

} // namespace sluice::cli
