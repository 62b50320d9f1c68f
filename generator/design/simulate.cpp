// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <memory>

#include "base/error.h"
#include "generator/design/design.h"
#include "generator/design/keeps_interval.h"

namespace sluice::design {

namespace {

using rtl::BeatChannel;
using rtl::BeatProcess;
using rtl::Cycle;

// Offers beats from cycle 0, back to back or spread over `pace_cycles` a frame; a few ahead of the
// reader.
class Source final : public BeatProcess {
public:
    Source(BeatChannel& out, std::int64_t beats_per_frame, std::int64_t frames,
           std::int64_t pace_cycles)
        : out_(out), beats_per_frame_(beats_per_frame), beats_(beats_per_frame * frames),
          pace_cycles_(pace_cycles) {}

    bool advance() override {
        constexpr std::int64_t kAhead = 64;
        bool moved = false;
        while (out_.offered() < beats_ && out_.offered() - out_.taken() < kAhead) {
            out_.offer(out_.offered() * pace_cycles_ / beats_per_frame_);
            moved = true;
        }
        return moved;
    }

private:
    BeatChannel& out_;
    std::int64_t beats_per_frame_;
    std::int64_t beats_;
    std::int64_t pace_cycles_;
};

// Always ready; keeps the cycle of each frame's last beat.
class Sink final : public BeatProcess {
public:
    Sink(BeatChannel& in, std::int64_t beats_per_frame)
        : in_(in), beats_per_frame_(beats_per_frame) {}

    bool advance() override {
        bool moved = false;
        while (in_.has_offer()) {
            const Cycle cycle = in_.take(0);
            if (in_.taken() % beats_per_frame_ == 0)
                frame_ends.push_back(cycle);
            moved = true;
        }
        return moved;
    }

    std::vector<Cycle> frame_ends;

    // Whether a frame after the second came later than `interval` after the one before.
    bool late(std::int64_t interval) const {
        const std::size_t frames = frame_ends.size();
        return frames > 2 && frame_ends[frames - 1] - frame_ends[frames - 2] > interval;
    }

private:
    BeatChannel& in_;
    std::int64_t beats_per_frame_;
};

struct Run {
    std::vector<std::unique_ptr<BeatChannel>> channels;  // by edge
    std::vector<std::unique_ptr<BeatProcess>> processes; // nodes, then sources, then sinks
    std::vector<std::vector<int>> neighbours;            // processes to look at when one moved
    std::vector<Sink*> sinks;                            // by output
    std::vector<int> input_edge;                         // by input
};

// Processes say how far they look back; both sides of a FIFO keep everything where its fill is
// asked for.
std::int64_t lookback(const Design& design, const Edge& edge, std::int64_t frames, bool fills) {
    const auto is_fifo = [&](const End& end) {
        return end.node >= 0 && std::holds_alternative<rtl::Fifo>(
                                    design.nodes[static_cast<std::size_t>(end.node)].block);
    };
    return fills && (is_fifo(edge.from) || is_fifo(edge.to)) ? edge.stream.beats() * frames : 1;
}

Run build(const Design& design, std::int64_t frames, std::int64_t pace_cycles, bool fills) {
    Run run;
    const std::size_t nodes = design.nodes.size();
    const auto sources = static_cast<int>(nodes);
    const auto sinks = static_cast<int>(nodes + design.inputs.size());
    std::vector<rtl::BeatPorts> ports(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        ports[i].in.resize(rtl::block_input_streams(design.nodes[i].block).size());
        ports[i].out.resize(rtl::block_output_streams(design.nodes[i].block).size());
    }
    run.neighbours.resize(nodes + design.inputs.size() + design.outputs.size());
    run.input_edge.resize(design.inputs.size());
    std::vector<BeatChannel*> source_channels(design.inputs.size());
    std::vector<BeatChannel*> sink_channels(design.outputs.size());
    for (std::size_t e = 0; e < design.edges.size(); ++e) {
        const Edge& edge = design.edges[e];
        run.channels.push_back(
            std::make_unique<BeatChannel>(lookback(design, edge, frames, fills)));
        BeatChannel* channel = run.channels.back().get();
        const auto port = [](int index) { return static_cast<std::size_t>(index); };
        int from = edge.from.node;
        int to = edge.to.node;
        if (from >= 0) {
            ports[port(from)].out.at(port(edge.from.port)) = channel;
        } else {
            source_channels[port(edge.from.port)] = channel;
            run.input_edge[port(edge.from.port)] = static_cast<int>(e);
            from = sources + edge.from.port;
        }
        if (to >= 0) {
            ports[port(to)].in.at(port(edge.to.port)) = channel;
        } else {
            sink_channels[port(edge.to.port)] = channel;
            to = sinks + edge.to.port;
        }
        run.neighbours[port(from)].push_back(to);
        run.neighbours[port(to)].push_back(from);
    }
    for (std::size_t i = 0; i < nodes; ++i)
        run.processes.push_back(rtl::make_beat_process(design.nodes[i].block, ports[i]));
    for (std::size_t i = 0; i < design.inputs.size(); ++i)
        run.processes.push_back(std::make_unique<Source>(
            *source_channels[i], design.inputs[i].beats(), frames, pace_cycles));
    for (std::size_t i = 0; i < design.outputs.size(); ++i) {
        auto sink = std::make_unique<Sink>(*sink_channels[i], design.outputs[i].beats());
        run.sinks.push_back(sink.get());
        run.processes.push_back(std::move(sink));
    }
    return run;
}

// Until nothing moves, or `stop` says so after a process has moved; whether it did.
template <typename Stop> bool run_until(Run& run, const Stop& stop) {
    const auto count = static_cast<int>(run.processes.size());
    std::deque<int> todo;
    std::vector<bool> queued(run.processes.size(), true);
    for (int i = 0; i < count; ++i)
        todo.push_back(i);
    while (!todo.empty()) {
        const int current = todo.front();
        todo.pop_front();
        queued[static_cast<std::size_t>(current)] = false;
        if (!run.processes[static_cast<std::size_t>(current)]->advance())
            continue;
        if (stop(current))
            return true;
        for (const int next : run.neighbours[static_cast<std::size_t>(current)]) {
            if (queued[static_cast<std::size_t>(next)])
                continue;
            queued[static_cast<std::size_t>(next)] = true;
            todo.push_back(next);
        }
    }
    return false;
}

// The most beats that are ever inside: beat n enters at w(n), and leaves its place free from the
// cycle after r(n).
int highest_fill(const BeatChannel& in, const BeatChannel& out) {
    std::int64_t fill = 0;
    std::int64_t left = 0;
    for (std::int64_t n = 0; n < in.taken(); ++n) {
        while (left < out.taken() && out.taken_at(left) < in.taken_at(n))
            ++left;
        fill = std::max(fill, n + 1 - left);
    }
    return static_cast<int>(fill);
}

} // namespace

Timing simulate(const Design& design, int frames, std::int64_t pace_cycles) {
    SLUICE_CHECK(frames >= 2, "an interval needs two frames");
    Run run = build(design, frames, pace_cycles, true);
    run_until(run, [](int) { return false; });

    Timing timing;
    timing.fifo_fill.assign(design.nodes.size(), 0);
    std::vector<const BeatChannel*> in(design.nodes.size());
    std::vector<const BeatChannel*> out(design.nodes.size());
    for (std::size_t e = 0; e < design.edges.size(); ++e) {
        if (design.edges[e].to.node >= 0)
            in[static_cast<std::size_t>(design.edges[e].to.node)] = run.channels[e].get();
        if (design.edges[e].from.node >= 0)
            out[static_cast<std::size_t>(design.edges[e].from.node)] = run.channels[e].get();
    }
    for (std::size_t i = 0; i < design.nodes.size(); ++i)
        if (std::holds_alternative<rtl::Fifo>(design.nodes[i].block))
            timing.fifo_fill[i] = highest_fill(*in[i], *out[i]);

    for (const Sink* sink : run.sinks) {
        if (static_cast<int>(sink->frame_ends.size()) < frames) {
            timing.deadlock = true;
            return timing;
        }
        const auto last = sink->frame_ends.size() - 1;
        timing.output_latency_cycles.push_back(sink->frame_ends.front());
        const auto interval = [&](std::size_t frame) {
            return sink->frame_ends[frame] - sink->frame_ends[frame - 1];
        };
        timing.output_interval_cycles.push_back(interval(last));
        timing.recent_interval_cycles =
            std::max({timing.recent_interval_cycles, interval(last),
                      last >= 2 ? interval(last - 1) : std::int64_t{0}});
    }
    // Every source offers from cycle 0 and every first block is ready after reset, so the first
    // input beat is taken in cycle 0.
    timing.latency_cycles =
        *std::max_element(timing.output_latency_cycles.begin(), timing.output_latency_cycles.end());
    timing.interval_cycles = *std::max_element(timing.output_interval_cycles.begin(),
                                               timing.output_interval_cycles.end());
    return timing;
}

bool keeps_interval(const Design& design, int frames, std::int64_t interval_cycles) {
    SLUICE_CHECK(frames >= 3, "an interval of a steady state needs three frames");
    Run run = build(design, frames, 0, false);
    const std::size_t first_sink = run.processes.size() - run.sinks.size();
    const bool late = run_until(run, [&](int process) {
        const auto at = static_cast<std::size_t>(process);
        return at >= first_sink && run.sinks[at - first_sink]->late(interval_cycles);
    });
    return !late && std::all_of(run.sinks.begin(), run.sinks.end(), [&](const Sink* sink) {
        return static_cast<int>(sink->frame_ends.size()) == frames;
    });
}

} // namespace sluice::design
