// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/softmax/softmax.h"

#include <algorithm>
#include <bit>
#include <deque>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/blocks/softmax/timing.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

int lanes_of(const Softmax& block) {
    return block.parallelism.in_channels;
}

Stream stream(const Softmax& block) {
    return {block.shape, lanes_of(block)};
}

int sum_bits(const Softmax& block) {
    return signed_bits(0, block.largest_entry * block.shape.channels) - 1;
}

Requant requant(const Softmax& block) {
    Requant r;
    r.lanes = lanes_of(block);
    r.acc_bits = r.sum_bits = block.table_bits + 1;
    r.shift_min = r.shift_max = block.shift;
    r.zero_point = block.zero_point;
    // After a stall pixels leave back to back, however far apart their divisions are.
    r.digits = block.mapping.requantizer == Unit::logic ? requant_digits(1) : 0;
    return r;
}

// From the second memory's issue to the result.
int latency(const Softmax& block) {
    const Requant r = requant(block);
    return 1 + requant_lane_latency(r.shift_min, r.shift_max, r.digits);
}

int depth(const Softmax& block) {
    const SoftmaxTiming t = softmax_timing(block);
    return collect_depth(latency(block), t.beats, t.period);
}

class SoftmaxBeats : public BeatProcess {
public:
    SoftmaxBeats(const Softmax& block, const BeatPorts& ports)
        : timing_(softmax_timing(block)), in_(ports.in.at(0)),
          collector_(*ports.out.at(0), depth(block), latency(block)) {}

    bool advance() override {
        bool moved = false;
        while (take() || weigh() || scale())
            moved = true;
        return moved;
    }

private:
    // A place of a memory of `words`: free from the start, or from when its last beat left.
    struct Places {
        std::int64_t words;
        std::int64_t claimed = 0;
        std::deque<Cycle> free_from = {};

        bool has() const { return claimed < words || !free_from.empty(); }
        Cycle from() const { return claimed < words ? Cycle{0} : free_from.front(); }
        void claim() {
            if (claimed++ >= words)
                free_from.pop_front();
        }
    };

    bool take() {
        if (!in_->has_offer() || !held_.has())
            return false;
        const Cycle at = in_->take(held_.from());
        held_.claim();
        if (++taken_ == timing_.beats) {
            largest_from_.push_back(at + timing_.largest_latency);
            taken_ = 0;
        }
        return true;
    }

    bool weigh() {
        if (largest_from_.empty() || !summed_.has())
            return false;
        const Cycle at = std::max({largest_from_.front(), weighed_at_ + 1, summed_.from()});
        summed_.claim();
        held_.free_from.push_back(at + 1);
        weighed_at_ = at;
        if (++weighed_ == timing_.beats) {
            largest_from_.pop_front();
            weighed_ = 0;
            Cycle divided = at + timing_.sum_latency;
            if (timing_.serial) {
                divided = std::max(divided + 2, divided_at_ + kQuotientBits + 1);
                divided_at_ = divided;
            }
            quotient_from_.push_back(divided + timing_.divide_latency);
        }
        return true;
    }

    bool scale() {
        if (quotient_from_.empty() || !collector_.has_room())
            return false;
        const Cycle at =
            std::max({quotient_from_.front(), scaled_at_ + 1, collector_.room_from()});
        collector_.issue(at);
        summed_.free_from.push_back(at + 1);
        scaled_at_ = at;
        if (++scaled_ == timing_.beats) {
            quotient_from_.pop_front();
            scaled_ = 0;
        }
        return true;
    }

    SoftmaxTiming timing_;
    BeatChannel* in_;
    Collector collector_;
    Places held_{timing_.hold_words};
    Places summed_{timing_.sum_words};
    std::int64_t taken_ = 0; // beats of the present pixel
    std::int64_t weighed_ = 0;
    std::int64_t scaled_ = 0;
    Cycle weighed_at_ = -1;
    Cycle scaled_at_ = -1;
    Cycle divided_at_ = -1 - kQuotientBits;
    std::deque<Cycle> largest_from_; // pixels
    std::deque<Cycle> quotient_from_;
};

} // namespace

SoftmaxTiming softmax_timing(const Softmax& block) {
    SoftmaxTiming t;
    t.beats = stream(block).beats_per_group();
    // A divider of one stage where a pixel's beats, or a lone pixel, leave it the time.
    t.serial = t.beats > kQuotientBits || block.shape.pixels() == 1;
    t.period = t.serial ? std::max<std::int64_t>(t.beats, kQuotientBits + 1) : t.beats;
    const int lanes = lanes_of(block);
    t.largest_latency = std::bit_width(static_cast<unsigned>(lanes - 1)) + 3;
    t.sum_latency = adder_tree_stages(lanes) + 5;
    t.divide_latency = kQuotientBits + (t.serial ? 3 : 2);
    // A beat's place is taken from its own cycle to that in which the pixel's end lets it go.
    const auto places = [&](std::int64_t cycles) {
        const std::int64_t window = t.beats + cycles;
        return std::max<std::int64_t>(2, window / t.period * t.beats +
                                             std::min(window % t.period, t.beats));
    };
    t.hold_words = places(t.largest_latency);
    t.sum_words = places(t.sum_latency + (t.serial ? 2 : 0) + t.divide_latency);
    t.hold_pixels = std::max<std::int64_t>(3, ceil_div(t.hold_words, t.beats) + 1);
    t.sum_pixels = std::max<std::int64_t>(3, ceil_div(t.sum_words, t.beats) + 1);
    return t;
}

MemoryImage softmax_image(const Softmax& block, const std::vector<std::int32_t>& table) {
    SLUICE_CHECK(table.size() == 256, "a table has 256 entries");
    MemoryImage image("TableFile", block.table_bits, 256);
    for (std::size_t i = 0; i < table.size(); ++i)
        image.set(static_cast<std::int64_t>(i), 0, block.table_bits, table[i]);
    return image;
}

const char* module_name(const Softmax&) {
    return "sluice_softmax";
}

std::vector<std::string> sources(const Softmax&) {
    auto files = collect_sources();
    const auto more = requant_sources();
    files.insert(files.end(), more.begin(), more.end());
    files.insert(files.end(),
                 {"blocks/window/sluice_ram.sv", "blocks/pool/sluice_max_tree.sv",
                  "blocks/dot/sluice_adder_tree.sv", "blocks/softmax/sluice_divide.sv",
                  "blocks/softmax/sluice_softmax_memory.sv",
                  "blocks/softmax/sluice_softmax_ring.sv", "blocks/softmax/sluice_softmax.sv"});
    return files;
}

std::vector<Stream> input_streams(const Softmax& block) {
    return {stream(block)};
}

std::vector<Stream> output_streams(const Softmax& block) {
    return {stream(block)};
}

std::vector<Parameter> parameters(const Softmax& block) {
    const SoftmaxTiming t = softmax_timing(block);
    return {{"Channels", block.shape.channels},
            {"Lanes", lanes_of(block)},
            {"TableBits", block.table_bits},
            {"SumBits", sum_bits(block)},
            {"QuotientBits", kQuotientBits},
            {"NumeratorHigh", block.numerator >> kQuotientBits},
            {"NumeratorLow", block.numerator & ((1 << kQuotientBits) - 1)},
            {"Shift", block.shift},
            {"ZeroPoint", block.zero_point},
            {"Serial", t.serial ? 1 : 0},
            {"RequantDigits", requant(block).digits},
            {"HoldWords", t.hold_words},
            {"HoldPixels", t.hold_pixels},
            {"SumWords", t.sum_words},
            {"SumPixels", t.sum_pixels},
            {"Depth", depth(block)}};
}

void validate(const Softmax& block) {
    SLUICE_CHECK(block.table_bits >= 1 && block.table_bits <= 24 && block.largest_entry >= 1 &&
                     block.largest_entry < (std::int64_t{1} << block.table_bits),
                 "a softmax's table out of range");
    SLUICE_CHECK(block.numerator >= 0 && (block.numerator >> kQuotientBits) < block.largest_entry,
                 "a softmax's quotients out of range");
    SLUICE_CHECK(lanes_of(block) >= 1 && lanes_of(block) <= block.shape.channels,
                 "lanes out of range");
    validate(requant(block));
}

std::int64_t interval_cycles(const Softmax& block) {
    return block.shape.pixels() * softmax_timing(block).period;
}

std::int64_t products(const Softmax&) {
    return 0; // its multiplications are of the requantization; they show in resources().dsp
}

Resources resources(const Softmax& block, const Family& family) {
    const SoftmaxTiming t = softmax_timing(block);
    const int lanes = lanes_of(block);
    const int sums = sum_bits(block);
    const auto fifo = [&](int bits, std::int64_t depth) {
        return resources(Fifo{{{1, 1, 1}, 1, bits}, static_cast<int>(depth)}, family);
    };
    Resources use = requant_resources(requant(block), family, true);
    use += collect_resources(8 * lanes, depth(block), family);
    use += ram_resources(t.hold_words, 8 * lanes, family);
    use += ram_resources(t.sum_words, block.table_bits * lanes, family);
    use += fifo(8, t.hold_pixels);
    use += fifo(kQuotientBits, t.sum_pixels);
    use.bram += block_memory_brams(256, block.table_bits, family) *
                static_cast<double>(ceil_div(lanes, family.block_read_ports));
    // The largest: a tree and the best so far. The sum: a tree and the sum so far.
    use.ff += 8.0 * lanes + 8 + sums + (8.0 + block.table_bits) * lanes;
    use.lut += 15.0 * lanes + 12 + (8.0 + block.table_bits) * lanes + sum_luts(2, sums, family);
    // A division's steps: a subtraction, the choice, and what they leave.
    if (t.serial) {
        use += fifo(sums, t.sum_pixels);
        use.ff += 2.0 * sums + 2 * kQuotientBits + 8;
        use.lut += sum_luts(2, sums + 2, family) + 2.0 * sums + kQuotientBits + 10;
    } else {
        use.ff += kQuotientBits * (2.0 * sums + kQuotientBits / 2.0 + 1);
        use.lut += kQuotientBits * (sum_luts(2, sums + 2, family) + sums);
    }
    // Places, addresses, groups, marks.
    const int counters = 3 * counter_bits(t.hold_words) + 3 * counter_bits(t.sum_words) +
                         3 * counter_bits(t.beats);
    use.ff += counters + latency(block) + 4.0 * adder_tree_stages(lanes) + 30;
    use.lut += counter_luts(counters, family);
    return use;
}

std::vector<Parallelism> choices(const Softmax& block) {
    std::vector<Parallelism> useful;
    std::int64_t least = 0;
    for (const Parallelism& choice : lane_choices(block.shape.channels)) {
        const std::int64_t cycles = interval_cycles(with_parallelism(block, choice));
        if (useful.empty() || cycles < least) {
            useful.push_back(choice);
            least = cycles;
        }
    }
    return useful;
}

Softmax with_parallelism(const Softmax& block, const Parallelism& parallelism) {
    Softmax other = block;
    other.parallelism = lanes_only(parallelism, block.shape.channels);
    return other;
}

std::vector<Mapping> mappings(const Softmax&, const Family&) {
    return {Mapping{}, {Unit::dsp, Packing::none, Unit::logic}};
}

std::unique_ptr<BeatProcess> beat_process(const Softmax& block, BeatPorts ports) {
    return std::make_unique<SoftmaxBeats>(block, ports);
}

} // namespace sluice::rtl
