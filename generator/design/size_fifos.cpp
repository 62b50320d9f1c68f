// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "base/error.h"
#include "base/shape.h"
#include "generator/design/design.h"
#include "generator/design/keeps_interval.h"
#include "generator/design/slack.h"

namespace sluice::design {

namespace {

// Beats to simulate, at most, in making depths smaller than what is known to be enough: a second
// or two, and never reached by small networks.
constexpr std::int64_t kShrinkBeats = 100'000'000;
// Networks of more beats a frame are simulated for three frames, the fewest that show an interval.
constexpr std::int64_t kManyBeats = 5'000'000;

rtl::Fifo* as_fifo(Node& node) {
    return std::get_if<rtl::Fifo>(&node.block);
}

// More than two branches can ever drift apart: two frames, and what comes in during the latency of
// the whole design at its interval (frames of few beats are shorter than a block's pipeline).
int enough_depth(const rtl::Fifo& fifo, const Timing& timing) {
    const std::int64_t beats = fifo.stream.beats();
    const std::int64_t interval = std::max<std::int64_t>(timing.interval_cycles, 1);
    const std::int64_t late = ceil_div(timing.latency_cycles, interval) * beats;
    return static_cast<int>(std::min<std::int64_t>(2 * beats + late + 2, rtl::kUnboundedDepth));
}

std::int64_t beats_per_frame(const Design& design) {
    std::int64_t beats = 0;
    for (const Edge& edge : design.edges)
        beats += edge.stream.beats();
    return beats;
}

std::int64_t interval_of_blocks(const Design& design) {
    std::int64_t interval = 0;
    for (const Node& node : design.nodes)
        interval = std::max(interval, rtl::block_interval_cycles(node.block));
    return interval;
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

std::size_t index_of(const Design& design, const std::string& name) {
    const auto at = std::find_if(design.nodes.begin(), design.nodes.end(),
                                 [&](const Node& node) { return node.name == name; });
    return static_cast<std::size_t>(at - design.nodes.begin());
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

// A design on its way to the least depths that keep the interval of its slowest block.
class Sizing {
public:
    explicit Sizing(const Design& design)
        : design_(design), interval_(interval_of_blocks(design)),
          frames_(beats_per_frame(design) > kManyBeats ? 3 : 4), beats_left_(kShrinkBeats) {}

    Design run(Timing* timing) {
        if (!set_to_paced_fill()) {
            const Design bare = design_;
            design_ = with_slack_fifos(design_, 2);
            SLUICE_CHECK(set_to_paced_fill(),
                         "blocks with room between them are slower than the slowest of them");
            remove_needless(names_in_first_alone(design_, bare));
        }
        // A FIFO that comes down to registers is a cycle quicker than a memory, after which
        // another may need less: again until nothing changes.
        for (std::int64_t before = 0; before != total_depth(design_);) {
            before = total_depth(design_);
            for (const std::size_t index : by_size(design_))
                shrink(*as_fifo(design_.nodes[index]));
        }
        const Timing last = grow();
        if (timing != nullptr)
            *timing = last;
        return std::move(design_);
    }

private:
    // Depths that are enough: what fills up when no FIFO ever blocks and the input comes no faster
    // than the slowest block works. The rate of a marked graph depends on its cycles alone, not on
    // how its input is paced, so these depths keep it for an input at full speed too. Whether the
    // design has the interval at all.
    bool set_to_paced_fill() {
        Design unbounded = design_;
        for (Node& node : unbounded.nodes)
            if (rtl::Fifo* fifo = as_fifo(node))
                fifo->depth = rtl::kUnboundedDepth;
        const int frames = frames_ < 4 ? 2 : frames_; // of many beats; grow() looks at more
        const Timing timing = simulate(unbounded, frames, interval_);
        SLUICE_CHECK(!timing.deadlock, "the design stops even with unbounded FIFOs");
        if (timing.interval_cycles > interval_)
            return false;
        for (std::size_t i = 0; i < design_.nodes.size(); ++i)
            if (rtl::Fifo* fifo = as_fifo(design_.nodes[i]))
                fifo->depth = std::max(2, timing.fifo_fill[i]);
        return true;
    }

    // Whether a design has the interval; false where no simulated beats are left to tell.
    bool keeps(const Design& design) {
        if (beats_left_ < beats_per_frame(design) * frames_)
            return false;
        const bool kept = keeps_interval(design, frames_, interval_);
        beats_left_ -= beats_per_frame(design) * (kept ? frames_ : frames_ - 1);
        return kept;
    }

    // Takes the FIFOs of these names out again as far as the interval allows: all at once, or where
    // that is too much each half on its own.
    void remove_needless(std::span<const std::string> names) {
        if (names.empty())
            return;
        Design without = design_;
        for (const std::string& name : names)
            without = without_fifo(without, index_of(without, name));
        if (keeps(without)) {
            design_ = std::move(without);
        } else if (names.size() > 1) {
            remove_needless(names.first(names.size() / 2));
            remove_needless(names.subspan(names.size() / 2));
        }
    }

    // The smallest depth of one FIFO, the others being as they are: down by steps that double, then
    // bisected.
    void shrink(rtl::Fifo& fifo) {
        int enough = fifo.depth;
        int too_small = 1;
        for (int step = 1; enough - too_small > 1; step *= 2) {
            fifo.depth = std::max(too_small + 1, enough - step);
            if (!keeps(design_)) {
                too_small = fifo.depth;
                break;
            }
            enough = fifo.depth;
        }
        while (enough - too_small > 1) {
            fifo.depth = too_small + (enough - too_small) / 2;
            (keeps(design_) ? enough : too_small) = fifo.depth;
        }
        fifo.depth = enough;
    }

    // The design's timing. Where frames that come back to back from the start take longer at first
    // than they may, every FIFO that fills up doubles until they do not, or until no depth helps:
    // a design of frames of a few cycles may waver about its interval, which its timing then says.
    Timing grow() {
        for (;;) {
            const Timing timing = simulate(design_, frames_);
            if (!timing.deadlock && timing.interval_cycles <= interval_ &&
                (frames_ < 4 || timing.recent_interval_cycles <= interval_))
                return timing;
            bool grown = false;
            for (std::size_t i = 0; i < design_.nodes.size(); ++i) {
                rtl::Fifo* fifo = as_fifo(design_.nodes[i]);
                if (fifo == nullptr || timing.fifo_fill[i] < fifo->depth)
                    continue;
                const int enough = enough_depth(*fifo, timing);
                if (fifo->depth >= enough)
                    continue;
                fifo->depth = std::min(2 * fifo->depth, enough);
                grown = true;
            }
            if (!grown) {
                SLUICE_CHECK(!timing.deadlock, "no FIFO depth lets the design go on");
                return timing;
            }
        }
    }

    Design design_;
    std::int64_t interval_;
    int frames_;
    std::int64_t beats_left_;
};

} // namespace

Design size_fifos(const Design& design, Timing* timing) {
    return Sizing(design).run(timing);
}

} // namespace sluice::design
