// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <span>
#include <string>

#include "base/error.h"
#include "generator/design/design.h"
#include "generator/design/keeps_interval.h"
#include "generator/design/slack.h"

namespace sluice::design {

namespace {

constexpr int kFrames = 4;

// Beats to simulate, at most, in making depths smaller than what is known to be enough: seconds for
// the largest networks, and never reached by small ones.
constexpr std::int64_t kShrinkBeats = 100'000'000;

rtl::Fifo* as_fifo(Node& node) {
    return std::get_if<rtl::Fifo>(&node.block);
}

// Two frames: more than two branches of one frame can ever drift apart, each block holding less
// than a frame and a frame's joins waiting for both branches.
int unbounded_depth(const rtl::Fifo& fifo) {
    return static_cast<int>(std::max<std::int64_t>(2, 2 * fifo.stream.beats()));
}

Design unbounded(Design design) {
    for (Node& node : design.nodes)
        if (rtl::Fifo* fifo = as_fifo(node))
            fifo->depth = unbounded_depth(*fifo);
    return design;
}

// Depths that are enough: what fills up when no FIFO ever blocks and the input comes no faster than
// the design works. The rate of a marked graph depends on its cycles alone, not on how its input
// is paced, so these depths keep it for an input at full speed too.
void set_to_paced_fill(Design& design, std::int64_t interval) {
    const Timing timing = simulate(unbounded(design), kFrames, interval);
    for (std::size_t i = 0; i < design.nodes.size(); ++i)
        if (rtl::Fifo* fifo = as_fifo(design.nodes[i]))
            fifo->depth = std::max(2, timing.fifo_fill[i]);
}

// Beats that one simulation moves: what it costs.
std::int64_t simulated_beats(const Design& design) {
    std::int64_t beats = 0;
    for (const Edge& edge : design.edges)
        beats += edge.stream.beats() * kFrames;
    return beats;
}

std::int64_t bits(const rtl::Fifo& fifo) {
    return std::int64_t{fifo.depth} * fifo.stream.data_bits();
}

std::int64_t total_depth(Design& design) {
    std::int64_t depth = 0;
    for (Node& node : design.nodes)
        if (const rtl::Fifo* fifo = as_fifo(node))
            depth += fifo->depth;
    return depth;
}

// FIFOs of more than the least depth, the largest first.
std::vector<std::size_t> by_size(Design& design) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < design.nodes.size(); ++i)
        if (const rtl::Fifo* fifo = as_fifo(design.nodes[i]); fifo != nullptr && fifo->depth > 2)
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return bits(*as_fifo(design.nodes[a])) > bits(*as_fifo(design.nodes[b]));
    });
    return order;
}

// Doubles the depth of every FIFO that fills up until the interval is reached.
void grow(Design& design, std::int64_t interval) {
    for (;;) {
        const Timing timing = simulate(design, kFrames);
        if (!timing.deadlock && timing.recent_interval_cycles <= interval)
            return;
        bool grown = false;
        for (std::size_t i = 0; i < design.nodes.size(); ++i) {
            rtl::Fifo* fifo = as_fifo(design.nodes[i]);
            if (fifo == nullptr || timing.fifo_fill[i] < fifo->depth ||
                fifo->depth >= unbounded_depth(*fifo))
                continue;
            fifo->depth = std::min(2 * fifo->depth, unbounded_depth(*fifo));
            grown = true;
        }
        SLUICE_CHECK(grown, "no FIFO depth keeps the interval");
    }
}

// The smallest depth of one FIFO, the others being as they are, that keeps the interval; stops
// with a depth that is enough when `simulations` are used up.
void shrink(Design& design, std::size_t index, std::int64_t interval, std::int64_t& simulations) {
    rtl::Fifo& fifo = *as_fifo(design.nodes[index]);
    int too_small = 1;
    int enough = fifo.depth;
    if (simulations-- > 0) { // mostly it is as small as it gets, or nearly
        --fifo.depth;
        if (!keeps_interval(design, kFrames, interval))
            too_small = fifo.depth;
        else
            enough = fifo.depth;
    }
    while (enough - too_small > 1 && simulations-- > 0) {
        fifo.depth = too_small + (enough - too_small) / 2;
        if (keeps_interval(design, kFrames, interval))
            enough = fifo.depth;
        else
            too_small = fifo.depth;
    }
    fifo.depth = enough;
}

// The slowest block's.
std::int64_t interval_of_blocks(const Design& design) {
    std::int64_t interval = 0;
    for (const Node& node : design.nodes)
        interval = std::max(interval, rtl::block_interval_cycles(node.block));
    return interval;
}

std::size_t index_of(const Design& design, const std::string& name) {
    const auto at = std::find_if(design.nodes.begin(), design.nodes.end(),
                                 [&](const Node& node) { return node.name == name; });
    return static_cast<std::size_t>(at - design.nodes.begin());
}

// Takes the FIFOs of these names out again as far as the interval allows: all at once, or where
// that is too much each half on its own.
void remove_needless(Design& design, std::span<const std::string> names, std::int64_t interval,
                     std::int64_t& simulations) {
    if (names.empty() || simulations-- <= 0)
        return;
    Design without = design;
    for (const std::string& name : names)
        without = without_fifo(without, index_of(without, name));
    if (keeps_interval(without, kFrames, interval)) {
        design = std::move(without);
    } else if (names.size() > 1) {
        remove_needless(design, names.first(names.size() / 2), interval, simulations);
        remove_needless(design, names.subspan(names.size() / 2), interval, simulations);
    }
}

std::vector<std::string> names_in_first_alone(const Design& first, const Design& second) {
    std::set<std::string> known;
    for (const Node& node : second.nodes)
        known.insert(node.name);
    std::vector<std::string> names;
    for (const Node& node : first.nodes)
        if (!known.contains(node.name))
            names.push_back(node.name);
    return names;
}

} // namespace

Design size_fifos(const Design& design) {
    Design sized = design;
    const std::int64_t interval = interval_of_blocks(sized);
    if (!keeps_interval(unbounded(sized), kFrames, interval)) {
        sized = with_slack_fifos(design, 2);
        SLUICE_CHECK(keeps_interval(unbounded(sized), kFrames, interval),
                     "blocks with room between them are slower than the slowest of them");
    }
    set_to_paced_fill(sized, interval);
    grow(sized, interval);
    std::int64_t simulations = kShrinkBeats / std::max<std::int64_t>(1, simulated_beats(sized));
    remove_needless(sized, names_in_first_alone(sized, design), interval, simulations);
    // A FIFO that comes down to registers is a cycle quicker than a memory, after which another may
    // need less: again until nothing changes.
    for (std::int64_t before = 0; before != total_depth(sized);) {
        before = total_depth(sized);
        for (const std::size_t index : by_size(sized))
            shrink(sized, index, interval, simulations);
    }
    return sized;
}

} // namespace sluice::design
