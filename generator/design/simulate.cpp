// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <optional>

#include "base/error.h"
#include "generator/design/design.h"
#include "generator/design/edge_times.h"
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

Run build(const Design& design, std::int64_t frames, std::int64_t pace_cycles) {
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
        run.channels.push_back(std::make_unique<BeatChannel>());
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

// Until nothing moves, or `stop` says so after a process has moved; whether it did. In sweeps from
// the first process to the last, each that a neighbour's move may have let go: so more beats have
// gathered when a process is looked at than if it were looked at at once.
template <typename Stop> bool run_until(Run& run, const Stop& stop) {
    std::vector<char> waiting(run.processes.size(), 1);
    for (bool any = true; any;) {
        any = false;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (!waiting[i])
                continue;
            waiting[i] = 0;
            if (!run.processes[i]->advance())
                continue;
            if (stop(static_cast<int>(i)))
                return true;
            for (const int next : run.neighbours[i])
                waiting[static_cast<std::size_t>(next)] = 1;
            any = true;
        }
    }
    return false;
}

// The most beats that are ever inside a FIFO: beat n enters at w(n), and leaves its place free from
// the cycle after r(n). Follows both sides as their beats become known.
class FillMeter {
public:
    FillMeter(BeatChannel& in, BeatChannel& out) : in_(&in), out_(&out) {
        in_->keep_from(0);
        out_->keep_from(0);
    }

    void update() {
        for (; entered_ < in_->taken(); ++entered_) {
            const Cycle at = in_->taken_at(entered_);
            while (left_ < out_->taken() && out_->taken_at(left_) < at)
                ++left_;
            if (left_ == out_->taken())
                break; // what leaves next may do so before
            fill_ = std::max(fill_, entered_ + 1 - left_);
        }
        in_->keep_from(entered_);
        out_->keep_from(left_);
    }

    int highest() {
        update(); // of beats that never leave, all are inside
        return static_cast<int>(entered_ < in_->taken() ? std::max(fill_, in_->taken() - left_)
                                                        : fill_);
    }

private:
    BeatChannel* in_;
    BeatChannel* out_;
    std::int64_t entered_ = 0; // the next to look at
    std::int64_t left_ = 0;
    std::int64_t fill_ = 0;
};

// By node; none where it is no FIFO.
std::vector<std::optional<FillMeter>> fill_meters(const Design& design, const Run& run) {
    std::vector<BeatChannel*> in(design.nodes.size());
    std::vector<BeatChannel*> out(design.nodes.size());
    for (std::size_t e = 0; e < design.edges.size(); ++e) {
        if (design.edges[e].to.node >= 0)
            in[static_cast<std::size_t>(design.edges[e].to.node)] = run.channels[e].get();
        if (design.edges[e].from.node >= 0)
            out[static_cast<std::size_t>(design.edges[e].from.node)] = run.channels[e].get();
    }
    std::vector<std::optional<FillMeter>> meters(design.nodes.size());
    for (std::size_t i = 0; i < design.nodes.size(); ++i)
        if (std::holds_alternative<rtl::Fifo>(design.nodes[i].block))
            meters[i].emplace(*in[i], *out[i]);
    return meters;
}

// Notes when the first and the last beat of each frame pass a channel, as they become known.
class FrameMeter {
public:
    FrameMeter(BeatChannel& channel, std::int64_t beats, EdgeTimes& times)
        : channel_(&channel), beats_(beats), times_(&times) {
        channel_->keep_from(0);
    }

    void update() {
        for (; next_ < channel_->taken(); next_ = following()) {
            if (next_ % beats_ == 0)
                times_->first.push_back(channel_->taken_at(next_));
            if ((next_ + 1) % beats_ == 0)
                times_->last.push_back(channel_->taken_at(next_));
        }
        channel_->keep_from(next_);
    }

private:
    // The next beat that begins or ends a frame.
    std::int64_t following() const {
        const std::int64_t beat = next_ % beats_;
        return beat < beats_ - 1 && beat == 0 ? next_ + beats_ - 1 : next_ + 1;
    }

    BeatChannel* channel_;
    std::int64_t beats_;
    EdgeTimes* times_;
    std::int64_t next_ = 0;
};

} // namespace

std::vector<EdgeTimes> edge_times(const Design& design, int frames) {
    SLUICE_CHECK(frames >= 1, "a timeline without frames");
    Run run = build(design, frames, 0);
    std::vector<EdgeTimes> times(design.edges.size());
    std::vector<std::vector<FrameMeter>> read(run.processes.size()); // by the process that reads
    for (std::size_t e = 0; e < design.edges.size(); ++e) {
        const Edge& edge = design.edges[e];
        const auto sinks = static_cast<int>(design.nodes.size() + design.inputs.size());
        const int to = edge.to.node >= 0 ? edge.to.node : sinks + edge.to.port;
        read[static_cast<std::size_t>(to)].emplace_back(*run.channels[e], edge.stream.beats(),
                                                        times[e]);
    }
    run_until(run, [&](int process) {
        for (FrameMeter& meter : read[static_cast<std::size_t>(process)])
            meter.update();
        return false;
    });
    for (const EdgeTimes& edge : times)
        SLUICE_CHECK(static_cast<int>(edge.last.size()) == frames, "a frame stops in the design");
    return times;
}

Timing simulate(const Design& design, int frames, std::int64_t pace_cycles) {
    SLUICE_CHECK(frames >= 2, "an interval needs two frames");
    Run run = build(design, frames, pace_cycles);
    auto meters = fill_meters(design, run);
    run_until(run, [&](int process) {
        const auto at = static_cast<std::size_t>(process);
        if (at < meters.size() && meters[at])
            meters[at]->update();
        return false;
    });

    Timing timing;
    for (auto& meter : meters)
        timing.fifo_fill.push_back(meter ? meter->highest() : 0);
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

std::int64_t single_frame_latency(const Design& design) {
    Design unbounded = design;
    for (Node& node : unbounded.nodes)
        if (auto* fifo = std::get_if<rtl::Fifo>(&node.block))
            fifo->depth = rtl::kUnboundedDepth;
    Run run = build(unbounded, 1, 0);
    run_until(run, [](int) { return false; });
    std::int64_t latency = 0;
    for (const Sink* sink : run.sinks) {
        SLUICE_CHECK(!sink->frame_ends.empty(), "a frame stops in a design with unbounded FIFOs");
        latency = std::max(latency, sink->frame_ends.front());
    }
    return latency;
}

bool keeps_interval(const Design& design, int frames, std::int64_t interval_cycles) {
    SLUICE_CHECK(frames >= 3, "an interval of a steady state needs three frames");
    Run run = build(design, frames, 0);
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
