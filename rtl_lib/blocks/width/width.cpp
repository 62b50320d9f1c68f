// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/width/width.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/error.h"

namespace sluice::rtl {

namespace {

// One side of the converter: how its beats divide a pixel.
struct Side {
    std::int64_t groups; // beats per pixel
    std::int64_t units;  // of every group but the last
    std::int64_t last;   // units of the last group

    std::int64_t pixel() const { return (groups - 1) * units + last; }
};

// Units of a side's beats, one beat after the other.
class Cursor {
public:
    explicit Cursor(const Side& side) : side_(side) {}

    std::int64_t beats() const { return beats_; }
    std::int64_t units() const { return units_; } // of so many beats
    std::int64_t next_units() const { return units_ + size(); }

    void step() {
        units_ += size();
        ++beats_;
        group_ = group_ + 1 == side_.groups ? 0 : group_ + 1;
    }

private:
    std::int64_t size() const { return group_ + 1 == side_.groups ? side_.last : side_.units; }

    Side side_;
    std::int64_t beats_ = 0;
    std::int64_t units_ = 0;
    std::int64_t group_ = 0;
};

struct Plan {
    int unit_lanes;
    Side in;
    Side out;
    std::int64_t buffer_units() const { return in.units + 2 * out.units - 1; }
};

Plan plan_of(const Width& block) {
    const int channels = block.shape.channels;
    const auto in_groups = ceil_div(channels, block.in_lanes);
    const auto out_groups = ceil_div(channels, block.out_lanes);
    const auto last_in = channels - (in_groups - 1) * block.in_lanes;
    const auto last_out = channels - (out_groups - 1) * block.out_lanes;
    const auto unit =
        std::gcd(std::gcd<std::int64_t, std::int64_t>(block.in_lanes, block.out_lanes),
                 std::gcd(last_in, last_out));
    return {static_cast<int>(unit),
            {in_groups, block.in_lanes / unit, last_in / unit},
            {out_groups, block.out_lanes / unit, last_out / unit}};
}

class WidthBeats : public BeatProcess {
public:
    WidthBeats(const Width& block, const BeatPorts& ports)
        : plan_(plan_of(block)), arrived_(plan_.in), gone_(plan_.out), given_(plan_.out),
          in_(ports.in.at(0)), out_(ports.out.at(0)) {
        // Beats out that a beat in may wait for lie at most the buffer's content back.
        out_->remember(2 * plan_.buffer_units() + 2);
    }

    bool advance() override {
        // As many beats must have left that the buffer has room for any beat.
        const auto room = plan_.buffer_units() - plan_.in.units;
        bool moved = false;
        while (in_->has_offer()) {
            while (gone_.units() < arrived_.units() - room)
                gone_.step();
            const auto left = gone_.beats();
            if (out_->taken() < left)
                break;
            const Cycle taken = in_->take(left == 0 ? 0 : out_->taken_at(left - 1) + 1);
            arrived_.step();
            for (; given_.next_units() <= arrived_.units(); given_.step())
                out_->offer(taken + 1);
            moved = true;
        }
        return moved;
    }

private:
    Plan plan_;
    Cursor arrived_; // beats in
    Cursor gone_;    // beats out that must have left
    Cursor given_;   // beats out
    BeatChannel* in_;
    BeatChannel* out_;
};

Stream stream_of(const Width& block, int lanes) {
    return {block.shape, lanes, block.lane_bits, block.pixels};
}

} // namespace

const char* module_name(const Width&) {
    return "sluice_width";
}

std::vector<std::string> sources(const Width&) {
    return {"include/sluice_assert.svh", "blocks/width/sluice_width.sv"};
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

// Fitted to Yosys 0.23, synth_xilinx -family xc7, 2026-11-21, nine converters of 3 to 100 channels:
// each bit of the buffer is a multiplexer over where a unit can come from, and its LUTs per input
// grow with its size. Eight lie within 6 %, (16, 8 to 4) is 38 % too high.
Resources resources(const Width& block, const Family&) {
    const auto plan = plan_of(block);
    const auto units = plan.buffer_units();
    const auto bits = static_cast<double>(units * plan.unit_lanes * block.lane_bits * block.pixels);
    auto sources = plan.in.units * 2 * plan.out.units + units + (units - plan.out.units);
    if (plan.out.last != plan.out.units)
        sources += units - plan.out.last;
    const double each = static_cast<double>(sources) / static_cast<double>(units);
    const auto counter_bits = [](std::int64_t values) {
        return static_cast<double>(std::bit_width(static_cast<std::uint64_t>(values - 1)));
    };
    return {.lut = bits * each * std::min(0.85, 0.28 + 0.07 * each),
            .ff = bits + counter_bits(units + 1) + counter_bits(plan.in.groups) +
                  counter_bits(plan.out.groups)};
}

std::vector<Parallelism> choices(const Width&) {
    return {};
}

Width with_parallelism(const Width& block, const Parallelism& parallelism) {
    SLUICE_CHECK(parallelism == Parallelism{}, "a width converter's lanes are its neighbours'");
    return block;
}

std::unique_ptr<BeatProcess> beat_process(const Width& block, BeatPorts ports) {
    return std::make_unique<WidthBeats>(block, ports);
}

} // namespace sluice::rtl
