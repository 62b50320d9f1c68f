// SPDX-License-Identifier: Apache-2.0
#include "generator/design/slack.h"

#include <algorithm>

#include "base/error.h"

namespace sluice::design {

namespace {

const Node& node_at(const Design& design, const End& end) {
    return design.nodes[static_cast<std::size_t>(end.node)];
}

// Between two blocks, neither of which is a FIFO; a fork has them on its other side.
bool wants_slack(const Design& design, const Edge& edge) {
    if (edge.from.node < 0 || edge.to.node < 0)
        return false;
    const rtl::Block& reader = node_at(design, edge.to).block;
    return !std::holds_alternative<rtl::Fifo>(node_at(design, edge.from).block) &&
           !std::holds_alternative<rtl::Fifo>(reader) && !std::holds_alternative<rtl::Fork>(reader);
}

// Renames node numbers by `place`, the new number of each old one.
void renumber(std::vector<Edge>& edges, const std::vector<int>& place) {
    for (Edge& edge : edges)
        for (End* end : {&edge.from, &edge.to})
            if (end->node >= 0)
                end->node = place[static_cast<std::size_t>(end->node)];
}

} // namespace

Design with_slack_fifos(const Design& design, int depth) {
    std::vector<int> edge_of(design.nodes.size(), -1); // that gets a FIFO, by its producer
    for (std::size_t e = 0; e < design.edges.size(); ++e)
        if (wants_slack(design, design.edges[e]))
            edge_of[static_cast<std::size_t>(design.edges[e].from.node)] = static_cast<int>(e);

    Design result = design;
    result.nodes.clear();
    std::vector<int> place;
    std::vector<std::pair<int, int>> fifos; // edge, node
    for (std::size_t i = 0; i < design.nodes.size(); ++i) {
        const Node& node = design.nodes[i];
        place.push_back(static_cast<int>(result.nodes.size()));
        result.nodes.push_back(node);
        if (edge_of[i] < 0)
            continue;
        const Edge& edge = design.edges[static_cast<std::size_t>(edge_of[i])];
        fifos.emplace_back(edge_of[i], static_cast<int>(result.nodes.size()));
        result.nodes.push_back({node.name + "_fifo", -1, rtl::Fifo{edge.stream, depth}});
    }
    renumber(result.edges, place);
    for (const auto& [e, fifo] : fifos) {
        Edge& edge = result.edges[static_cast<std::size_t>(e)];
        Edge behind = edge;
        edge.to = {fifo, 0};
        behind.from = {fifo, 0};
        result.edges.push_back(behind);
    }
    return result;
}

Design without_fifo(const Design& design, std::size_t node) {
    const auto number = static_cast<int>(node);
    const auto in = std::find_if(design.edges.begin(), design.edges.end(),
                                 [&](const Edge& edge) { return edge.to.node == number; });
    const auto out = std::find_if(design.edges.begin(), design.edges.end(),
                                  [&](const Edge& edge) { return edge.from.node == number; });
    SLUICE_CHECK(in != design.edges.end() && out != design.edges.end(),
                 "a FIFO without a neighbour");
    Design result = design;
    result.edges[static_cast<std::size_t>(in - design.edges.begin())].to = out->to;
    result.edges.erase(result.edges.begin() + (out - design.edges.begin()));
    result.nodes.erase(result.nodes.begin() + static_cast<std::ptrdiff_t>(node));
    std::vector<int> place;
    for (int i = 0; i < static_cast<int>(design.nodes.size()); ++i)
        place.push_back(i > number ? i - 1 : i);
    renumber(result.edges, place);
    return result;
}

Design with_fifos(const Design& assembled, const std::map<std::string, int>& depths) {
    const auto has = [](const Design& design, const std::string& name) {
        return std::any_of(design.nodes.begin(), design.nodes.end(),
                           [&](const Node& node) { return node.name == name; });
    };
    Design result = assembled;
    for (const auto& [name, depth] : depths)
        if (!has(result, name)) { // one of those between blocks
            result = with_slack_fifos(assembled, 2);
            break;
        }
    for (std::size_t i = result.nodes.size(); i-- > 0;) {
        const std::string name = result.nodes[i].name;
        if (!has(assembled, name) && !depths.contains(name))
            result = without_fifo(result, i);
    }
    for (const auto& [name, depth] : depths) {
        const auto at = std::find_if(result.nodes.begin(), result.nodes.end(),
                                     [&](const Node& node) { return node.name == name; });
        auto* fifo = at == result.nodes.end() ? nullptr : std::get_if<rtl::Fifo>(&at->block);
        if (fifo == nullptr)
            throw Error("", "the design has no place for a FIFO '" + printable(name) + "'",
                        "leave it out of the section `fifos`");
        fifo->depth = depth;
    }
    return result;
}

} // namespace sluice::design
