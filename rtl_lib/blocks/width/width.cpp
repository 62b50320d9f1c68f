// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/width/width.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/error.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

// Where beats lie in a pixel: groups of `lanes` channels, the last one shorter.
struct Side {
    std::int64_t groups; // beats per pixel
    std::int64_t lanes;

    // The pixel and the channel of a beat's lane 0.
    std::int64_t pixel(std::int64_t beat) const { return beat / groups; }
    std::int64_t channel(std::int64_t beat) const { return beat % groups * lanes; }
};

struct WidthPlan {
    std::int64_t channels;
    Side in;
    Side out;

    std::int64_t last_channel(const Side& side, std::int64_t beat) const {
        return std::min(side.channel(beat) + side.lanes, channels) - 1;
    }
    // The beat of `to` that holds the last channel of `beat` of `from`.
    std::int64_t holder(const Side& from, std::int64_t beat, const Side& to) const {
        return from.pixel(beat) * to.groups + last_channel(from, beat) / to.lanes;
    }
    // Whether a beat out has parts of two beats in.
    bool straddles() const {
        for (std::int64_t m = 0; m < out.groups; ++m)
            if (last_channel(out, m) / in.lanes > out.channel(m) / in.lanes)
                return true;
        return false;
    }
};

WidthPlan plan_of(const Width& block) {
    const int channels = block.shape.channels;
    return {channels,
            {ceil_div(channels, block.in_lanes), block.in_lanes},
            {ceil_div(channels, block.out_lanes), block.out_lanes}};
}

// InLanes >= OutLanes: beats in wait in slots until the last beat out that has a part of them
// loads.
class NarrowBeats : public BeatProcess {
public:
    NarrowBeats(const Width& block, const BeatPorts& ports)
        : plan_(plan_of(block)), slots_(plan_.straddles() ? 3 : 2), in_(ports.in.at(0)),
          out_(ports.out.at(0)) {
        in_->remember(slots_ + 1);
        // Beats out that beats in the slots give, and those before.
        out_->remember((slots_ + 1) * (plan_.in.lanes / plan_.out.lanes + 2));
    }

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            const auto beat = in_->taken();
            Cycle room = 0;
            if (beat >= slots_) {
                const auto frees = plan_.holder(plan_.in, beat - slots_, plan_.out);
                if (out_->taken() < frees)
                    break;
                room = load(frees) + 1;
            }
            const Cycle taken = in_->take(room);
            while (plan_.holder(plan_.out, out_->offered(), plan_.in) == beat)
                out_->offer(taken + 2);
            moved = true;
        }
        return moved;
    }

private:
    // When beat out m goes to the output register. Precondition: the one before has been taken.
    Cycle load(std::int64_t m) const {
        const Cycle there = in_->taken_at(plan_.holder(plan_.out, m, plan_.in)) + 1;
        return m == 0 ? there : std::max(there, out_->taken_at(m - 1));
    }

    WidthPlan plan_;
    std::int64_t slots_;
    BeatChannel* in_;
    BeatChannel* out_;
};

// How many beats of one side the other side's beats complete, walked beat by beat: simulations
// spend much of their time here, and divide nowhere.
class Completions {
public:
    Completions(const WidthPlan& plan, const Side& from, const Side& to)
        : of_group_(static_cast<std::size_t>(from.groups), 0) {
        for (std::int64_t beat = 0; beat < to.groups; ++beat)
            ++of_group_[static_cast<std::size_t>(plan.holder(to, beat, from))];
    }

    int here() const { return of_group_[group_]; } // completed by the beat that it stands at
    int before() const { return before_; }         // by the beat before; 0 at first
    std::int64_t total() const { return total_; }  // by all beats before

    void step() {
        before_ = here();
        total_ += before_;
        group_ = group_ + 1 == of_group_.size() ? 0 : group_ + 1;
    }

private:
    std::vector<int> of_group_; // by beat of a pixel
    std::size_t group_ = 0;
    int before_ = 0;
    std::int64_t total_ = 0;
};

// InLanes < OutLanes: beats in wait in two registers until they can be laid into the group that
// fills, which the group's last beat can once the output register is free.
class WidenBeats : public BeatProcess {
public:
    WidenBeats(const Width& block, const BeatPorts& ports) : WidenBeats(plan_of(block), ports) {}

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = false;
            if (used_ < in_->taken() && can_use()) {
                use();
                again = true;
            }
            if (in_->has_offer() && in_->taken() - used_ < 2) {
                // The beat two before has been used, so it is the last one used or the one before.
                const auto beat = in_->taken();
                const Cycle before = used_ == beat ? previous_use_ : last_use_;
                const Cycle taken = in_->take(beat < 2 ? 0 : before + 1);
                for (int i = 0; i < taking_.here(); ++i)
                    out_->offer(taken + 2);
                taking_.step();
                again = true;
            }
        }
        return moved;
    }

private:
    WidenBeats(const WidthPlan& plan, const BeatPorts& ports)
        : taking_(plan, plan.in, plan.out), using_(taking_), in_(ports.in.at(0)),
          out_(ports.out.at(0)) {
        in_->remember(3);
        out_->remember(8);
    }

    // The beat out whose leaving beat `used_` waits for, or -1.
    std::int64_t waits_for() const {
        if (using_.here() > 0)
            return using_.total() - 1; // it completes the next
        // Of two, the second one moves to the output register first.
        return using_.before() == 2 ? using_.total() - 2 : -1;
    }
    bool can_use() const { return out_->taken() > waits_for(); }
    void use() {
        Cycle at = std::max(in_->taken_at(used_) + 1, last_use_ + 1);
        if (const auto beat = waits_for(); beat >= 0)
            at = std::max(at, out_->taken_at(beat));
        previous_use_ = last_use_;
        last_use_ = at;
        ++used_;
        using_.step();
    }

    Completions taking_; // beats out that beats in complete, at the next to be taken
    Completions using_;  // and at beat used_
    BeatChannel* in_;
    BeatChannel* out_;
    std::int64_t used_ = 0;
    Cycle last_use_ = -1;
    Cycle previous_use_ = -1;
};

Stream stream_of(const Width& block, int lanes) {
    return {block.shape, lanes, block.lane_bits, block.pixels};
}

} // namespace

const char* module_name(const Width&) {
    return "sluice_width";
}

std::vector<std::string> sources(const Width&) {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv",
            "blocks/width/sluice_width.sv"};
}

std::vector<Stream> input_streams(const Width& block) {
    return {stream_of(block, block.in_lanes)};
}

std::vector<Stream> output_streams(const Width& block) {
    return {stream_of(block, block.out_lanes)};
}

std::vector<Parameter> parameters(const Width& block) {
    return {{"Channels", block.shape.channels},
            {"InLanes", block.in_lanes},
            {"OutLanes", block.out_lanes},
            {"LaneBits", block.lane_bits * block.pixels}};
}

void validate(const Width& block) {
    SLUICE_CHECK(block.in_lanes >= 1 && block.in_lanes <= block.shape.channels,
                 "a width converter's in_lanes lie between 1 and the channels");
    SLUICE_CHECK(block.out_lanes >= 1 && block.out_lanes <= block.shape.channels,
                 "a width converter's out_lanes lie between 1 and the channels");
    SLUICE_CHECK(block.lane_bits >= 1 && block.pixels >= 1, "a lane has at least one bit");
}

std::int64_t interval_cycles(const Width& block) {
    const auto plan = plan_of(block);
    return block.shape.height * ceil_div(block.shape.width, block.pixels) *
           std::max(plan.in.groups, plan.out.groups);
}

std::int64_t products(const Width&) {
    return 0;
}

namespace {

// How the lanes of the narrow side fall on those of the wide one, as sluice_width says it.
struct Phases {
    bool narrows = false;
    bool crosses = false;      // a group lies in two beats of the wide side
    bool last_crosses = false; // the last one does
    std::int64_t groups = 1;   // of the narrow side
    std::int64_t count = 1;
    double inputs = 0;             // that a lane of the output chooses among, on average
    std::int64_t direct_lanes = 0; // of a wide output, that never wait for their group to fill
};

// Units of lanes that one lane of the output sees over all phases.
std::int64_t inputs_of(std::int64_t lane, const Phases& p, std::int64_t in, std::int64_t out) {
    std::set<std::int64_t> seen;
    for (std::int64_t phase = 0; phase < p.count; ++phase) {
        const auto offset = phase * (p.narrows ? out : in) % (p.narrows ? in : out);
        const auto from = p.narrows ? offset + lane : (lane - offset + out) % out;
        if (from < in * (p.narrows && p.crosses ? 2 : 1))
            seen.insert(from);
    }
    return static_cast<std::int64_t>(seen.size());
}

Phases phases_of(const WidthPlan& plan) {
    const auto last_lanes = [&](const Side& side) {
        return plan.channels - (side.groups - 1) * side.lanes;
    };
    const auto unit = std::gcd(std::gcd(plan.in.lanes, plan.out.lanes),
                               std::gcd(last_lanes(plan.in), last_lanes(plan.out)));
    const auto in = plan.in.lanes / unit, out = plan.out.lanes / unit;
    Phases p;
    p.narrows = in >= out;
    const auto wide = std::max(in, out), narrow = std::min(in, out);
    const Side& side = p.narrows ? plan.out : plan.in;
    p.groups = side.groups;
    p.count = std::min(wide / std::gcd(wide, narrow), p.groups);
    p.last_crosses = (p.groups - 1) * narrow % wide + last_lanes(side) / unit > wide;
    p.crosses = p.last_crosses;
    for (std::int64_t phase = 0; phase < std::min(p.count, p.groups - 1); ++phase)
        p.crosses = p.crosses || phase * narrow % wide + narrow > wide;
    std::int64_t last_offset = 0;
    for (std::int64_t phase = 0; phase < p.count; ++phase)
        last_offset = std::max(last_offset, phase * narrow % wide);
    if (!p.narrows && !p.last_crosses)
        p.direct_lanes = (out - last_offset) * unit;
    for (std::int64_t lane = 0; lane < out; ++lane)
        p.inputs += static_cast<double>(inputs_of(lane, p, in, out)) / static_cast<double>(out);
    return p;
}

} // namespace

// A lane is a multiplexer over what it sees in the phases; the slots that not the input alone fills
// choose between it and the next. Fitted to Yosys 0.23, xc7 and ecp5, 2026-11-21, over 16 random
// converters of each; small ones on ecp5 scatter by a third.
Resources resources(const Width& block, const Family& family) {
    const auto plan = plan_of(block);
    const Phases p = phases_of(plan);
    const bool six = family.lut_inputs >= 6;
    const double in_bits = block.in_lanes * block.lane_bits * block.pixels;
    const double out_bits = block.out_lanes * block.lane_bits * block.pixels;
    const int control = counter_bits(p.groups) + counter_bits(p.count);
    Resources use;
    use.lut = six ? 14 + 2.3 * control : 29;
    if (p.narrows) {
        const double slots = p.crosses ? 3 : 2;
        use.ff = in_bits * slots + out_bits + control + 2 * slots + 7;
        use.lut += six ? out_bits * std::max(1.1, 0.48 * (p.inputs > 4 ? p.inputs : 0)) +
                             0.93 * in_bits * (slots - 1)
                       : 1.22 * out_bits * p.inputs + 0.69 * in_bits * (slots - 1) +
                             (p.last_crosses ? 1.52 * in_bits : 0);
        return use;
    }
    const auto direct = static_cast<double>(p.direct_lanes) / block.out_lanes;
    use.ff = 2 * in_bits + (2 - direct) * out_bits + control + block.out_lanes / 2.0 + 5;
    use.lut += six ? 0.37 * out_bits * p.inputs + 0.98 * (out_bits + in_bits)
                   : 1.46 * out_bits * p.inputs + 0.52 * (out_bits + in_bits);
    return use;
}

std::vector<Parallelism> choices(const Width&) {
    return {};
}

Width with_parallelism(const Width& block, const Parallelism& parallelism) {
    SLUICE_CHECK(parallelism == Parallelism{}, "a width converter's lanes are its neighbours'");
    return block;
}

std::unique_ptr<BeatProcess> beat_process(const Width& block, BeatPorts ports) {
    if (block.in_lanes >= block.out_lanes)
        return std::make_unique<NarrowBeats>(block, ports);
    return std::make_unique<WidenBeats>(block, ports);
}

} // namespace sluice::rtl
