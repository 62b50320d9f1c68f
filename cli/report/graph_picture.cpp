// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/report/layout.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

// A number with one decimal: enough for a picture.
double rounded(double value) {
    return static_cast<double>(static_cast<long long>(value * 10 + 0.5)) / 10;
}

} // namespace

Json graph_picture(const Json& report) {
    if (!report.contains("pipeline"))
        return nullptr;
    const Json& links = report["pipeline"]["links"];
    const auto count = [&](const char* key) {
        return report.contains(key) ? static_cast<int>(report[key].size()) : 0;
    };
    const int inputs = count("inputs"), layers = count("layers"), outputs = count("outputs");
    std::vector<GraphLink> edges;
    for (const Json& link : links) {
        const int port = link.at("port").get<int>();
        edges.push_back(
            {link.at("from").is_null() ? port : inputs + link.at("from").get<int>(),
             link.at("to").is_null() ? inputs + layers + port : inputs + link.at("to").get<int>()});
    }
    const int nodes = inputs + layers + outputs;
    const GraphLayout layout = layered_layout(nodes, edges);
    Json picture = {{"width", rounded(layout.width)},  {"height", rounded(layout.height)},
                    {"node_width", layout.node_width}, {"node_height", layout.node_height},
                    {"nodes", Json::array()},          {"links", Json::array()}};
    for (int n = 0; n < nodes; ++n) {
        const Place& place = layout.nodes[static_cast<std::size_t>(n)];
        const bool layer = n >= inputs && n < inputs + layers;
        const char* kind = n < inputs ? "input" : layer ? "layer" : "output";
        picture["nodes"].push_back({{kind, n < inputs ? n
                                           : layer    ? n - inputs
                                                      : n - inputs - layers},
                                    {"x", rounded(place.x)},
                                    {"y", rounded(place.y)}});
    }
    for (std::size_t i = 0; i < edges.size(); ++i)
        picture["links"].push_back({{"path", layout.paths[i]},
                                    {"x", rounded(layout.labels[i].x)},
                                    {"y", rounded(layout.labels[i].y)},
                                    {"from", edges[i].from},
                                    {"to", edges[i].to}});
    return picture;
}

} // namespace sluice::cli
