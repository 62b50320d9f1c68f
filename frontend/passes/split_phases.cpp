// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

using graph::Conv;
using graph::Graph;
using graph::Node;
using graph::ValueId;

// Convolutions that one may become: each has a window of its own in hardware.
constexpr std::size_t kMostParts = 16;

// Taps first to last, both included, of one axis.
struct Taps {
    int first = 0;
    int last = 0;

    int count() const { return last - first + 1; }
    friend bool operator==(const Taps&, const Taps&) = default;
};

// Phases one after another that need the same taps.
struct Part {
    int phase = 0;
    int phases = 1;
    Taps rows, columns;
};

// `used` of `count` taps, so wide that no pad becomes negative: a tap may only be left out at the
// border where padding is left out with it. Without any it is a tap whose weights are 0.
Taps widened(Taps used, int count, int dilation, int pad_before, int pad_after) {
    used.first = std::min({used.first, pad_before / dilation, count - 1});
    used.last = std::max({used.last, used.first, count - 1 - pad_after / dilation});
    return used;
}

// The taps of every phase, in one pass over the weights: there may be as many phases as weights.
std::vector<Part> phases_of(const Conv& conv) {
    const Window& w = conv.window;
    std::vector<Part> parts;
    for (int phase = 0; phase < conv.phases; ++phase)
        parts.push_back({phase, 1, {w.kernel_h, -1}, {w.kernel_w, -1}});
    const std::size_t row_weights = conv.weights.size() / conv.bias.size();
    const std::size_t in = row_weights / static_cast<std::size_t>(w.positions());
    const auto take = [](Taps& taps, int tap) {
        taps = {std::min(taps.first, tap), std::max(taps.last, tap)};
    };
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        Part& part = parts[static_cast<std::size_t>(conv.phase_of(static_cast<int>(o)))];
        for (std::size_t at = 0; at < row_weights; ++at)
            if (conv.weights[o * row_weights + at] != 0.0F) {
                const int tap = static_cast<int>(at / in);
                take(part.rows, tap / w.kernel_w);
                take(part.columns, tap % w.kernel_w);
            }
    }
    for (Part& part : parts) {
        part.rows = widened(part.rows, w.kernel_h, w.dilation_h, w.pad_top, w.pad_bottom);
        part.columns = widened(part.columns, w.kernel_w, w.dilation_w, w.pad_left, w.pad_right);
    }
    return parts;
}

// The convolutions to make of it; one, where all phases need the same taps.
std::vector<Part> parts_of(const Conv& conv) {
    std::vector<Part> runs;
    for (const Part& part : phases_of(conv)) {
        if (!runs.empty() && runs.back().rows == part.rows && runs.back().columns == part.columns)
            ++runs.back().phases;
        else
            runs.push_back(part);
    }
    if (runs.size() == 1 || conv.groups == 1)
        return runs;
    // Joined groups are in the order of the parts only if each part is of one phase.
    std::vector<Part> single;
    for (const Part& run : runs)
        for (int phase = 0; phase < run.phases; ++phase)
            single.push_back({run.phase + phase, 1, run.rows, run.columns});
    return single;
}

// The convolution of some phases alone; its channels are [group][phase][channel], too.
Conv only(const Conv& conv, const Part& part) {
    Conv out;
    out.groups = conv.groups;
    out.out_channels = conv.out_channels / conv.phases * part.phases;
    out.phases = part.phases;
    out.window = conv.window;
    Window& w = out.window;
    w.kernel_h = part.rows.count();
    w.kernel_w = part.columns.count();
    w.pad_top -= part.rows.first * w.dilation_h;
    w.pad_left -= part.columns.first * w.dilation_w;
    w.pad_bottom -= (conv.window.kernel_h - 1 - part.rows.last) * w.dilation_h;
    w.pad_right -= (conv.window.kernel_w - 1 - part.columns.last) * w.dilation_w;
    const std::size_t row_weights = conv.weights.size() / conv.bias.size();
    const std::size_t in = row_weights / static_cast<std::size_t>(conv.window.positions());
    for (std::size_t o = 0; o < conv.bias.size(); ++o) {
        const int phase = conv.phase_of(static_cast<int>(o));
        if (phase < part.phase || phase >= part.phase + part.phases)
            continue;
        out.bias.push_back(conv.bias[o]);
        for (int h = part.rows.first; h <= part.rows.last; ++h)
            for (int v = part.columns.first; v <= part.columns.last; ++v) {
                const auto tap = static_cast<std::size_t>(h * conv.window.kernel_w + v);
                const auto from =
                    conv.weights.begin() + static_cast<std::ptrdiff_t>(o * row_weights + tap * in);
                out.weights.insert(out.weights.end(), from, from + static_cast<std::ptrdiff_t>(in));
            }
    }
    return out;
}

// The node and the functions behind it that nothing else reads, by index.
std::vector<std::size_t> chain_from(const Graph& graph, std::size_t first) {
    const std::vector<int> uses = use_counts(graph);
    std::vector<std::size_t> chain = {first};
    for (std::size_t i = first + 1; i < graph.nodes.size(); ++i) {
        const ValueId end = graph.nodes[chain.back()].output;
        if (uses[static_cast<std::size_t>(end)] == 1 && graph.nodes[i].inputs == std::vector{end} &&
            std::holds_alternative<graph::Activation>(graph.nodes[i].op))
            chain.push_back(i);
    }
    return chain;
}

// Adds a layer in place of another one; `like` lends it a name, and its value what it says.
ValueId add(Graph& graph, std::vector<Node>& nodes, graph::Op op, std::vector<ValueId> inputs,
            const Node& like, int channels, const std::string& ending) {
    const auto taken = [&](const std::string& name) {
        const auto named = [&](const Node& node) { return node.name == name; };
        return std::ranges::any_of(graph.nodes, named) || std::ranges::any_of(nodes, named);
    };
    std::string suffix = ending;
    for (int i = 2; taken(like.name + suffix); ++i)
        suffix = fmt::format("{}_{}", ending, i);
    graph::Value value = graph.values[static_cast<std::size_t>(like.output)];
    value.name += suffix;
    value.shape.channels = channels;
    graph.values.push_back(std::move(value));
    const auto id = static_cast<ValueId>(graph.values.size() - 1);
    nodes.push_back({like.name + suffix, like.sources, std::move(op), std::move(inputs), id});
    return id;
}

void split(Graph& graph, std::size_t at, const std::vector<Part>& parts) {
    const std::vector<std::size_t> chain = chain_from(graph, at);
    const Node node = graph.nodes[at];
    const Node last = graph.nodes[chain.back()];
    const auto& conv = std::get<Conv>(node.op);
    std::vector<Node> nodes;
    std::vector<ValueId> results;
    for (const Part& part : parts) {
        const std::string ending = fmt::format("_{}", part.phase);
        Conv some = only(conv, part);
        const int channels = some.out_channels;
        ValueId value = add(graph, nodes, std::move(some), node.inputs, node, channels, ending);
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const Node behind = graph.nodes[chain[i]];
            value = add(graph, nodes, behind.op, {value}, behind, channels, ending);
        }
        results.push_back(value);
    }
    Node joined{last.name, last.sources, graph::Concat{}, std::move(results), last.output};
    if (conv.groups > 1) { // [phase][group][channel] so far
        const Shape shape = graph.values[static_cast<std::size_t>(last.output)].shape;
        const ValueId apart = add(graph, nodes, std::move(joined.op), std::move(joined.inputs),
                                  last, shape.channels, "_joined");
        const int in_phase = shape.channels / conv.phases, in_group = in_phase / conv.groups;
        graph::Rearrange move{shape, {}};
        move.digits = {{shape.pixels(), shape.channels},
                       {conv.groups, in_group},
                       {conv.phases, in_phase},
                       {in_group, 1}};
        joined.op = graph::normalized(std::move(move));
        joined.inputs = {apart};
    }
    nodes.push_back(std::move(joined));
    for (auto index = chain.rbegin(); index != chain.rend(); ++index)
        graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(*index));
    graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(at),
                       std::make_move_iterator(nodes.begin()),
                       std::make_move_iterator(nodes.end()));
}

} // namespace

void split_phases(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const auto* conv = std::get_if<Conv>(&graph.nodes[i].op);
        if (conv == nullptr || conv->phases == 1)
            continue;
        const std::vector<Part> parts = parts_of(*conv);
        if (parts.size() > 1 && parts.size() <= kMostParts)
            split(graph, i, parts);
    }
}

} // namespace sluice::frontend
