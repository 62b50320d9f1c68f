// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.h"
#include "generator/design/design.h"

namespace sluice::design {

namespace {

constexpr int kFrames = 4;

rtl::Fifo* as_fifo(Node& node) {
    return std::get_if<rtl::Fifo>(&node.block);
}

// Two frames: more than two branches of one frame can ever drift apart, each block holding less
// than a frame and a frame's joins waiting for both branches.
int unbounded_depth(const rtl::Fifo& fifo) {
    return static_cast<int>(std::max<std::int64_t>(2, 2 * fifo.stream.beats()));
}

bool keeps(const Design& design, std::int64_t interval) {
    const Timing timing = simulate(design, kFrames);
    return !timing.deadlock && timing.interval_cycles <= interval;
}

// The interval where no FIFO ever blocks.
std::int64_t unbounded_interval(Design design) {
    for (Node& node : design.nodes)
        if (rtl::Fifo* fifo = as_fifo(node))
            fifo->depth = unbounded_depth(*fifo);
    const Timing timing = simulate(design, kFrames);
    SLUICE_CHECK(!timing.deadlock, "the design stops even with unbounded FIFOs");
    return timing.interval_cycles;
}

// Doubles the depth of every FIFO that fills up until the interval is reached.
void grow(Design& design, std::int64_t interval) {
    for (;;) {
        const Timing timing = simulate(design, kFrames);
        if (!timing.deadlock && timing.interval_cycles <= interval)
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

// The smallest depth of one FIFO, the others being as they are, that keeps the interval.
void shrink(Design& design, std::size_t index, std::int64_t interval) {
    rtl::Fifo& fifo = *as_fifo(design.nodes[index]);
    int too_small = 1;
    int enough = fifo.depth;
    while (enough - too_small > 1) {
        fifo.depth = too_small + (enough - too_small) / 2;
        if (keeps(design, interval))
            enough = fifo.depth;
        else
            too_small = fifo.depth;
    }
    fifo.depth = enough;
}

} // namespace

Design size_fifos(const Design& design) {
    Design sized = design;
    const std::int64_t interval = unbounded_interval(sized);
    grow(sized, interval);
    for (std::size_t i = 0; i < sized.nodes.size(); ++i)
        if (as_fifo(sized.nodes[i]) != nullptr)
            shrink(sized, i, interval);
    return sized;
}

} // namespace sluice::design
