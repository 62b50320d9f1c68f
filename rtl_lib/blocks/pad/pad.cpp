// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/pad/pad.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

int lanes_of(const Pad& block) {
    return block.parallelism.in_channels;
}

int out_channels(const Pad& block) {
    return block.channels.before + block.input.channels + block.channels.after;
}

bool legal_lanes(const Pad& block, int lanes) {
    return lanes >= 1 && lanes <= block.input.channels && block.channels.before % lanes == 0 &&
           (block.channels.after == 0 || block.input.channels % lanes == 0);
}

// Along one axis: so many steps before the input's, of the input, and in all.
struct Span {
    std::int64_t before = 0;
    std::int64_t inside = 1;
    std::int64_t all = 1;
    bool holds(std::int64_t at) const { return at >= before && at < before + inside; }
};

// Beats of a pixel, columns, rows.
struct Spans {
    Span beats, columns, rows;
};

Spans spans_of(const Pad& block) {
    const auto span = [](const Margin& margin, int size) {
        return Span{margin.before, size, std::int64_t{margin.before} + size + margin.after};
    };
    const int lanes = lanes_of(block);
    return {{block.channels.before / lanes, ceil_div(block.input.channels, lanes),
             ceil_div(out_channels(block), lanes)},
            span(block.columns, block.input.width),
            span(block.rows, block.input.height)};
}

// Two FIFOs of two beats, between which the beats of padding are put in.
class PadBeats : public BeatProcess {
public:
    PadBeats(const Pad& block, const BeatPorts& ports)
        : spans_(spans_of(block)), in_(ports.in.at(0)), out_(ports.out.at(0)) {
        in_->remember(kDepth + 1);
        out_->remember(kDepth);
    }

    bool advance() override {
        bool moved = false;
        for (bool again = true; again; moved |= again) {
            again = false;
            if (in_->has_offer() && in_->taken() < popped_ + kDepth) {
                const bool room = in_->taken() < kDepth;
                in_->take(room ? 0
                               : (popped_ == in_->taken() ? before_popped_at_ : popped_at_) + 1);
                again = true;
            }
            again |= pass();
        }
        return moved;
    }

private:
    static constexpr std::int64_t kDepth = 2;

    bool inside() const {
        return spans_.rows.holds(row_) && spans_.columns.holds(column_) &&
               spans_.beats.holds(beat_);
    }

    // As well the first beat of a frame, though it be padding.
    bool waits() const { return inside() || (row_ == 0 && column_ == 0 && beat_ == 0); }

    bool pass() {
        const auto n = out_->offered();
        if (out_->taken() <= n - kDepth || (waits() && in_->taken() <= popped_))
            return false;
        Cycle at = std::max(passed_at_ + 1, n < kDepth ? 0 : out_->taken_at(n - kDepth) + 1);
        if (waits())
            at = std::max(at, in_->taken_at(popped_) + 1);
        if (inside()) {
            ++popped_;
            before_popped_at_ = popped_at_;
            popped_at_ = at;
        }
        passed_at_ = at;
        out_->offer(at + 1);
        if (++beat_ == spans_.beats.all) {
            beat_ = 0;
            if (++column_ == spans_.columns.all) {
                column_ = 0;
                row_ = (row_ + 1) % spans_.rows.all;
            }
        }
        return true;
    }

    Spans spans_;
    BeatChannel* in_;
    BeatChannel* out_;
    std::int64_t beat_ = 0;
    std::int64_t column_ = 0;
    std::int64_t row_ = 0;
    std::int64_t popped_ = 0; // beats that left the FIFO in front
    Cycle popped_at_ = -1;
    Cycle before_popped_at_ = -1;
    Cycle passed_at_ = -1;
};

} // namespace

const char* module_name(const Pad&) {
    return "sluice_pad";
}

std::vector<std::string> sources(const Pad&) {
    return {"include/sluice_assert.svh", "blocks/fifo/sluice_fifo.sv",
            "blocks/pad/sluice_pad_count.sv", "blocks/pad/sluice_pad.sv"};
}

std::vector<Stream> input_streams(const Pad& block) {
    return {{block.input, lanes_of(block)}};
}

std::vector<Stream> output_streams(const Pad& block) {
    const Spans spans = spans_of(block);
    return {{{static_cast<int>(spans.rows.all), static_cast<int>(spans.columns.all),
              out_channels(block)},
             lanes_of(block)}};
}

std::vector<Parameter> parameters(const Pad& block) {
    const Spans spans = spans_of(block);
    return {{"Lanes", lanes_of(block)},
            {"Value", block.value},
            {"BeatsBefore", spans.beats.before},
            {"BeatsInside", spans.beats.inside},
            {"Beats", spans.beats.all},
            {"ColumnsBefore", spans.columns.before},
            {"ColumnsInside", spans.columns.inside},
            {"Columns", spans.columns.all},
            {"RowsBefore", spans.rows.before},
            {"RowsInside", spans.rows.inside},
            {"Rows", spans.rows.all}};
}

void validate(const Pad& block) {
    for (const Margin& margin : {block.rows, block.columns, block.channels})
        SLUICE_CHECK(margin.before >= 0 && margin.after >= 0, "a pad of less than nothing");
    SLUICE_CHECK(legal_lanes(block, lanes_of(block)), "a pad's lanes part its beats");
    SLUICE_CHECK(signed_bits(block.value, block.value) <= 8, "a pad's value is outside int8");
}

std::int64_t interval_cycles(const Pad& block) {
    return output_streams(block)[0].beats();
}

std::int64_t products(const Pad&) {
    return 0;
}

Resources resources(const Pad& block, const Family& family) {
    const Spans spans = spans_of(block);
    Resources use = resources(Fifo{input_streams(block)[0], 2}, family);
    use += resources(Fifo{output_streams(block)[0], 2}, family);
    int bits = 0;
    for (const Span& span : {spans.beats, spans.columns, spans.rows})
        bits += span.all > 1 ? counter_bits(span.all) + 2 : 0;
    use.ff += bits;
    use.lut += counter_luts(bits, family) + control_luts(8, family);
    return use;
}

std::vector<Parallelism> choices(const Pad& block) {
    std::vector<Parallelism> useful;
    std::int64_t least = 0;
    for (int lanes = 1; lanes <= block.input.channels; ++lanes) {
        if (!legal_lanes(block, lanes))
            continue;
        Pad trial = block;
        trial.parallelism = {lanes, lanes};
        const std::int64_t cycles = interval_cycles(trial);
        if (useful.empty() || cycles < least) {
            useful.push_back(trial.parallelism);
            least = cycles;
        }
    }
    return useful;
}

Pad with_parallelism(const Pad& block, const Parallelism& parallelism) {
    Pad other = block;
    other.parallelism = lanes_only(parallelism, block.input.channels);
    if (legal_lanes(block, lanes_of(other)))
        return other;
    int nearest = 1;
    for (int at = 1; at <= block.input.channels; ++at)
        if (legal_lanes(block, at) &&
            std::abs(at - lanes_of(other)) < std::abs(nearest - lanes_of(other)))
            nearest = at;
    throw Error("",
                "parallelism in_channels=" + std::to_string(lanes_of(other)) +
                    " parts the channels that a pad puts beside the input's",
                "use " + std::to_string(nearest));
}

std::unique_ptr<BeatProcess> beat_process(const Pad& block, BeatPorts ports) {
    return std::make_unique<PadBeats>(block, ports);
}

} // namespace sluice::rtl
