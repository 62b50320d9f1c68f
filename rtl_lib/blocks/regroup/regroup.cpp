// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/regroup/regroup.h"

#include <algorithm>
#include <bit>
#include <deque>

#include "base/error.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kRegroupLatency = 3; // from issue to push: address, word, result

int regroup_depth() {
    return collect_depth(kRegroupLatency, 1, 1);
}

// The module's words: a block is the larger group of pixels, a part the smaller.
struct RegroupPlan {
    bool join;
    int parts;               // of a block
    std::int64_t blocks;     // of a row
    std::int64_t last_parts; // of a row's last block
    std::int64_t beats;      // of a group
    std::int64_t words() const { return 2 * beats; }
};

RegroupPlan plan_of(const Regroup& r) {
    const int small = std::min(r.in_pixels, r.out_pixels);
    const int large = std::max(r.in_pixels, r.out_pixels);
    const auto blocks = ceil_div(r.shape.width, large);
    return {r.out_pixels > r.in_pixels, large / small, blocks,
            ceil_div(r.shape.width, small) - (blocks - 1) * (large / small),
            ceil_div(r.shape.channels, r.lanes)};
}

// The place of the side that moves parts.
class PartCounter {
public:
    explicit PartCounter(const RegroupPlan& plan) : plan_(plan) {}
    bool first() const { return part_ == 0; }
    bool last() const {
        return part_ + 1 == (block_ + 1 == plan_.blocks ? plan_.last_parts : plan_.parts);
    }
    void step() {
        if (++beat_ < plan_.beats)
            return;
        beat_ = 0;
        if (!last()) {
            ++part_;
            return;
        }
        part_ = 0;
        block_ = block_ + 1 == plan_.blocks ? 0 : block_ + 1;
    }

private:
    RegroupPlan plan_;
    std::int64_t beat_ = 0;
    std::int64_t part_ = 0;
    std::int64_t block_ = 0;
};

class RegroupBeats : public BeatProcess {
public:
    RegroupBeats(const Regroup& block, const BeatPorts& ports)
        : plan_(plan_of(block)), place_(plan_), in_(ports.in.at(0)),
          collector_(*ports.out.at(0), regroup_depth(), kRegroupLatency) {}

    bool advance() override {
        bool moved = false;
        while (take() || issue())
            moved = true;
        return moved;
    }

private:
    bool take() {
        if (!in_->has_offer())
            return false;
        Cycle from = 0;
        if (!plan_.join || place_.first()) { // claims a word
            if (claimed_ >= plan_.words()) {
                if (free_from_.empty())
                    return false;
                from = free_from_.front();
                free_from_.pop_front();
            }
            ++claimed_;
        }
        const Cycle at = in_->take(from);
        if (!plan_.join || place_.last())
            full_from_.push_back(at + 1);
        if (plan_.join)
            place_.step();
        return true;
    }

    bool issue() {
        const bool start = plan_.join || place_.first();
        if ((start && full_from_.empty()) || !collector_.has_room())
            return false;
        Cycle at = std::max(issued_ + 1, collector_.room_from());
        if (start) {
            at = std::max(at, full_from_.front());
            full_from_.pop_front();
        }
        issued_ = at;
        collector_.issue(at);
        if (plan_.join || place_.last())
            free_from_.push_back(at + 1);
        if (!plan_.join)
            place_.step();
        return true;
    }

    RegroupPlan plan_;
    PartCounter place_;
    BeatChannel* in_;
    Collector collector_;
    std::int64_t claimed_ = 0;
    Cycle issued_ = -1;
    std::deque<Cycle> free_from_; // words read to the end and not yet claimed again
    std::deque<Cycle> full_from_; // words complete and not yet read
};

} // namespace

const char* module_name(const Regroup&) {
    return "sluice_regroup";
}

std::vector<std::string> sources(const Regroup&) {
    auto files = collect_sources();
    files.insert(files.end(), {"blocks/counter/sluice_counter.sv", "blocks/window/sluice_ram.sv",
                               "blocks/regroup/sluice_regroup.sv"});
    return files;
}

std::vector<Stream> input_streams(const Regroup& block) {
    return {{block.shape, block.lanes, block.lane_bits, block.in_pixels}};
}

std::vector<Stream> output_streams(const Regroup& block) {
    return {{block.shape, block.lanes, block.lane_bits, block.out_pixels}};
}

std::vector<Parameter> parameters(const Regroup& block) {
    const auto plan = plan_of(block);
    return {{"Lanes", block.lanes},         {"LaneBits", block.lane_bits},
            {"InPixels", block.in_pixels},  {"OutPixels", block.out_pixels},
            {"Beats", plan.beats},          {"Blocks", plan.blocks},
            {"LastParts", plan.last_parts}, {"Depth", regroup_depth()}};
}

void validate(const Regroup& block) {
    const int small = std::min(block.in_pixels, block.out_pixels);
    const int large = std::max(block.in_pixels, block.out_pixels);
    SLUICE_CHECK(small >= 1 && large > small && large % small == 0,
                 "of a regrouping's pixels one number divides the other");
    SLUICE_CHECK(block.lanes >= 1 && block.lanes <= block.shape.channels,
                 "a regrouping's lanes lie between 1 and the channels");
}

std::int64_t interval_cycles(const Regroup& block) {
    return std::max(input_streams(block)[0].beats(), output_streams(block)[0].beats());
}

std::int64_t products(const Regroup&) {
    return 0;
}

Resources resources(const Regroup& block, const Family& family) {
    const auto plan = plan_of(block);
    const int part_bits =
        std::min(input_streams(block)[0].data_bits(), output_streams(block)[0].data_bits());
    const auto out_bits = output_streams(block)[0].data_bits();
    Resources use = collect_resources(out_bits, regroup_depth(), family);
    for (int part = 0; part < plan.parts; ++part)
        use += ram_resources(plan.words(), part_bits, family);
    const auto bits = [](std::int64_t values) {
        return static_cast<double>(std::bit_width(static_cast<std::uint64_t>(values - 1)));
    };
    const double counters = 2 * bits(plan.beats) + 3 * bits(plan.parts) + bits(plan.blocks) +
                            4 * bits(plan.words() + 1);
    use.ff += counters + input_streams(block)[0].data_bits() + out_bits + plan.parts + 9;
    use.lut += (family.lut_inputs >= 6 ? 1.1 : 2.35) * counters;
    if (!plan.join)
        use.lut += part_bits * mux_luts(plan.parts, family);
    return use;
}

std::vector<Parallelism> choices(const Regroup&) {
    return {};
}

Regroup with_parallelism(const Regroup& block, const Parallelism& parallelism) {
    SLUICE_CHECK(parallelism == Parallelism{}, "a regrouping's pixels are its neighbours'");
    return block;
}

std::unique_ptr<BeatProcess> beat_process(const Regroup& block, BeatPorts ports) {
    return std::make_unique<RegroupBeats>(block, ports);
}

} // namespace sluice::rtl
