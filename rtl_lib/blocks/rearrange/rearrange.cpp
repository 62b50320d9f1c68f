// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/rearrange/rearrange.h"

#include <algorithm>
#include <cstdlib>
#include <deque>

#include "base/error.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/blocks/rearrange/plan.h"
#include "rtl_lib/logic_resources.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr int kRearrangeLatency = 1; // from issue to the memory's output

int lanes_of(const Rearrange& block) {
    return block.parallelism.in_channels;
}

RearrangePlan plan_of(const Rearrange& block) {
    const auto plan = plan_rearrange(block, lanes_of(block));
    SLUICE_CHECK(plan.has_value(), "a rearrange's lanes do not move together");
    return *plan;
}

Fifo wire(const Rearrange& block) {
    return {output_streams(block)[0], 2};
}

int rearrange_depth() {
    return collect_depth(kRearrangeLatency, 1, 1);
}

class RearrangeBeats : public BeatProcess {
public:
    RearrangeBeats(const RearrangePlan& plan, const BeatPorts& ports)
        : plan_(plan), out_words_(plan.out_words()), in_(ports.in.at(0)),
          collector_(*ports.out.at(0), rearrange_depth(), kRearrangeLatency) {}

    bool advance() override {
        bool moved = false;
        while (take() || issue())
            moved = true;
        return moved;
    }

private:
    bool used() const { return band_ >= plan_.first && band_ < plan_.first + plan_.used; }

    bool take() {
        if (!in_->has_offer())
            return false;
        Cycle from = 0;
        if (used() && in_word_ == 0) { // claims half of the memory
            if (claimed_ >= 2) {
                if (free_from_.empty())
                    return false;
                from = free_from_.front();
                free_from_.pop_front();
            }
            ++claimed_;
        }
        const Cycle at = in_->take(from);
        if (++in_word_ == plan_.in_words) {
            if (used())
                full_from_.push_back(at + 1);
            in_word_ = 0;
            band_ = (band_ + 1) % plan_.bands;
        }
        return true;
    }

    bool issue() {
        if ((out_word_ == 0 && full_from_.empty()) || !collector_.has_room())
            return false;
        Cycle at = std::max(issued_ + 1, collector_.room_from());
        if (out_word_ == 0) {
            at = std::max(at, full_from_.front());
            full_from_.pop_front();
        }
        issued_ = at;
        collector_.issue(at);
        if (++out_word_ == out_words_) {
            free_from_.push_back(at + 1);
            out_word_ = 0;
        }
        return true;
    }

    RearrangePlan plan_;
    std::int64_t out_words_;
    BeatChannel* in_;
    Collector collector_;
    std::int64_t in_word_ = 0; // of the band
    std::int64_t band_ = 0;    // of the frame
    std::int64_t out_word_ = 0;
    std::int64_t claimed_ = 0;
    Cycle issued_ = -1;
    std::deque<Cycle> free_from_; // bands read and not yet claimed again
    std::deque<Cycle> full_from_; // bands complete and not yet begun
};

} // namespace

const char* module_name(const Rearrange& block) {
    return plan_of(block).in_order ? module_name(wire(block)) : "sluice_rearrange";
}

std::vector<std::string> sources(const Rearrange& block) {
    if (plan_of(block).in_order)
        return sources(wire(block));
    auto files = collect_sources();
    files.insert(files.end(),
                 {"blocks/window/sluice_ram.sv", "blocks/rearrange/sluice_rearrange.sv"});
    return files;
}

std::vector<Stream> input_streams(const Rearrange& block) {
    return {{block.input, lanes_of(block)}};
}

std::vector<Stream> output_streams(const Rearrange& block) {
    return {{block.output, lanes_of(block)}};
}

std::vector<Parameter> parameters(const Rearrange& block) {
    const auto plan = plan_of(block);
    if (plan.in_order)
        return parameters(wire(block));
    // The innermost loop first; a loop's step takes back those inside it, which start over.
    std::vector<std::int64_t> sizes;
    std::vector<std::int64_t> steps;
    std::int64_t inside = 0;
    for (auto digit = plan.digits.rbegin(); digit != plan.digits.rend(); ++digit) {
        sizes.push_back(digit->size);
        steps.push_back(digit->stride - inside);
        inside += (digit->size - 1) * digit->stride;
    }
    return {{"Width", input_streams(block)[0].data_bits()},
            {"InWords", plan.in_words},
            {"Bands", plan.bands},
            {"FirstBand", plan.first},
            {"UsedBands", plan.used},
            {"Offset", plan.offset},
            {"Loops", static_cast<std::int64_t>(sizes.size())},
            {"Sizes", 0, sizes},
            {"Steps", 0, steps},
            {"Depth", rearrange_depth()}};
}

void validate(const Rearrange& block) {
    SLUICE_CHECK(plan_rearrange(block, lanes_of(block)).has_value(),
                 "a rearrange's lanes do not move together");
    std::int64_t elements = 1;
    for (const Digit& digit : block.digits)
        elements *= digit.size;
    SLUICE_CHECK(elements == block.output.elements(), "a rearrange's digits do not fill its shape");
    SLUICE_CHECK(block.input.elements() < (std::int64_t{1} << 30), "a rearrange's frame too large");
}

std::int64_t interval_cycles(const Rearrange& block) {
    return plan_interval(plan_of(block));
}

std::int64_t products(const Rearrange&) {
    return 0;
}

Resources resources(const Rearrange& block, const Family& family) {
    const auto plan = plan_of(block);
    if (plan.in_order)
        return resources(wire(block), family);
    const int width = input_streams(block)[0].data_bits();
    Resources use = collect_resources(width, rearrange_depth(), family);
    use += ram_resources(plan.memory_words(), width, family);
    const int address_bits = counter_bits(plan.memory_words());
    int bits = counter_bits(plan.in_words);
    int flags = plan.in_words > 1 ? 1 : 0;
    if (plan.bands > 1 && plan.used < plan.bands) {
        bits += counter_bits(plan.bands);
        flags += 2;
    }
    for (const Digit& digit : plan.digits)
        if (digit.size > 1) {
            bits += counter_bits(digit.size);
            ++flags;
        }
    use.ff += bits + flags + 2 * address_bits + 9;
    use.lut += counter_luts(bits, family) + counter_luts(address_bits, family) +
               sum_luts(2, address_bits, family) +
               (plan.digits.size() > 1
                    ? mux_luts(static_cast<std::int64_t>(plan.digits.size()), family) * address_bits
                    : 0) +
               control_luts(10, family);
    return use;
}

std::vector<Parallelism> choices(const Rearrange& block) {
    std::vector<Parallelism> useful;
    std::int64_t least = 0;
    for (int lanes = 1; lanes <= std::min(block.input.channels, block.output.channels); ++lanes) {
        const auto plan = plan_rearrange(block, lanes);
        if (!plan)
            continue;
        const std::int64_t cycles = plan_interval(*plan);
        if (useful.empty() || cycles < least) {
            useful.push_back({lanes, lanes});
            least = cycles;
        }
    }
    return useful;
}

Rearrange with_parallelism(const Rearrange& block, const Parallelism& wanted) {
    Rearrange other = block;
    const int lanes = wanted.in_channels;
    const bool plain = (wanted.out_channels == 1 || wanted.out_channels == lanes) &&
                       wanted.kernel == 1 && wanted.pixels == 1;
    if (plain && plan_rearrange(block, lanes)) {
        other.parallelism = {lanes, lanes};
        return other;
    }
    int nearest = 1;
    for (int at = 1; at <= std::min(block.input.channels, block.output.channels); ++at)
        if (plan_rearrange(block, at) && std::abs(at - lanes) < std::abs(nearest - lanes))
            nearest = at;
    if (!plain)
        throw Error("", "a rearrangement has but in_channels and out_channels, which are equal",
                    "use in_channels=" + std::to_string(nearest) + " alone");
    throw Error("",
                "parallelism in_channels=" + std::to_string(lanes) +
                    " does not fit what a rearrangement moves together",
                "use " + std::to_string(nearest));
}

std::unique_ptr<BeatProcess> beat_process(const Rearrange& block, BeatPorts ports) {
    const auto plan = plan_of(block);
    if (plan.in_order)
        return beat_process(wire(block), std::move(ports));
    return std::make_unique<RearrangeBeats>(plan, ports);
}

} // namespace sluice::rtl
