// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/report_pipeline.h"

#include <algorithm>

#include "base/error.h"
#include "generator/design/edge_times.h"

namespace sluice::cli {

namespace {

using design::Design;
using design::Edge;

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

const char* adapter_kind(const rtl::Block& block) {
    return std::holds_alternative<rtl::Fifo>(block)      ? "fifo"
           : std::holds_alternative<rtl::Fork>(block)    ? "fork"
           : std::holds_alternative<rtl::Width>(block)   ? "width"
           : std::holds_alternative<rtl::Regroup>(block) ? "regroup"
                                                         : "adapter";
}

const Edge& edge_into(const Design& design, int node) {
    const auto edge = std::find_if(design.edges.begin(), design.edges.end(),
                                   [&](const Edge& e) { return e.to.node == node; });
    SLUICE_CHECK(edge != design.edges.end(), "an adapter that reads nothing");
    return *edge;
}

bool is_layer(const Design& design, int node) {
    return node >= 0 && design.nodes[at(node)].layer >= 0;
}

ReportLink link_of(const Design& design, const design::Timing& timing, const Edge& last) {
    ReportLink link;
    link.to = last.to.node < 0 ? -1 : design.nodes[at(last.to.node)].layer;
    link.port = last.to.port;
    link.lanes = last.stream.lanes;
    link.pixels = last.stream.pixels;
    link.lane_bits = last.stream.lane_bits;
    link.beats = last.stream.beats();
    const Edge* edge = &last;
    while (edge->from.node >= 0 && !is_layer(design, edge->from.node)) {
        const design::Node& node = design.nodes[at(edge->from.node)];
        ReportAdapter adapter;
        adapter.kind = adapter_kind(node.block);
        adapter.name = node.name;
        if (const auto* fifo = std::get_if<rtl::Fifo>(&node.block)) {
            adapter.depth = fifo->depth;
            if (at(edge->from.node) < timing.fifo_fill.size())
                adapter.most_beats = timing.fifo_fill[at(edge->from.node)];
        }
        link.adapters.insert(link.adapters.begin(), adapter);
        edge = &edge_into(design, edge->from.node);
    }
    if (edge->from.node >= 0)
        link.from = design.nodes[at(edge->from.node)].layer;
    else
        link.port = edge->from.port;
    return link;
}

} // namespace

std::vector<ReportLink> report_links(const Design& design, const design::Timing& timing) {
    std::vector<ReportLink> links;
    for (const Edge& edge : design.edges)
        if (edge.to.node < 0 || is_layer(design, edge.to.node))
            links.push_back(link_of(design, timing, edge));
    return links;
}

std::vector<std::vector<ReportSpan>> report_spans(const Design& design, std::size_t layers,
                                                  int frames) {
    const std::vector<design::EdgeTimes> times = design::edge_times(design, frames);
    std::vector<std::vector<ReportSpan>> spans(layers);
    for (auto& layer : spans)
        layer.assign(at(frames), {-1, -1, -1, -1});
    const auto widen = [](std::int64_t& first, std::int64_t& last, const design::EdgeTimes& edge,
                          std::size_t frame) {
        first = first < 0 ? edge.first[frame] : std::min(first, edge.first[frame]);
        last = std::max(last, edge.last[frame]);
    };
    for (std::size_t e = 0; e < design.edges.size(); ++e)
        for (std::size_t frame = 0; frame < at(frames); ++frame) {
            if (is_layer(design, design.edges[e].to.node)) {
                ReportSpan& span =
                    spans[at(design.nodes[at(design.edges[e].to.node)].layer)][frame];
                widen(span.first_in, span.last_in, times[e], frame);
            }
            if (is_layer(design, design.edges[e].from.node)) {
                ReportSpan& span =
                    spans[at(design.nodes[at(design.edges[e].from.node)].layer)][frame];
                widen(span.first_out, span.last_out, times[e], frame);
            }
        }
    return spans;
}

} // namespace sluice::cli
