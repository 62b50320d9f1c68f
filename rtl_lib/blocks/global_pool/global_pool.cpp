// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/global_pool/global_pool.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/dot/dot.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/lanes.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::rtl {

namespace {

constexpr std::int64_t kMemoryGroups = 4; // from so many on the sums are in a memory

Stream input_stream(const GlobalPool& pool) {
    return {pool.input, pool.parallelism.in_channels, 8, pool.parallelism.pixels};
}

Stream output_stream(const GlobalPool& pool) {
    return {{1, 1, pool.input.channels}, pool.parallelism.in_channels, 8};
}

std::int64_t groups(const GlobalPool& pool) {
    return input_stream(pool).beats_per_group();
}

// The requantizer of the sums: one factor, no ROM.
Requant requant(const GlobalPool& pool) {
    const std::int64_t low = -128 * pool.input.pixels();
    const std::int64_t high = 127 * pool.input.pixels();
    Requant r;
    r.lanes = pool.parallelism.in_channels;
    r.acc_bits = signed_bits(low, high);
    r.sum_bits = signed_bits(low + std::min<std::int64_t>(pool.bias, 0),
                             high + std::max<std::int64_t>(pool.bias, 0));
    r.shift_min = r.shift_max = pool.shift;
    r.zero_point = pool.zero_point;
    r.clamp_low = pool.clamp_low;
    r.clamp_high = pool.clamp_high;
    r.multiplier_bits = pool.multiplier_bits;
    // The last pixel's groups come one after the other.
    if (pool.mapping.requantizer == Unit::logic && pool.multiplier_bits == kMultiplierBits)
        r.digits = requant_digits(groups(pool) == 1 ? input_stream(pool).beats() : 1);
    return r;
}

int latency(const GlobalPool& pool) {
    return adder_tree_stages(pool.parallelism.pixels) + (groups(pool) < kMemoryGroups ? 2 : 4) +
           requant_latency(requant(pool));
}

int depth(const GlobalPool& pool) {
    return collect_depth(latency(pool), groups(pool), input_stream(pool).beats());
}

class GlobalPoolProcess : public BeatProcess {
public:
    GlobalPoolProcess(const GlobalPool& pool, const BeatPorts& ports)
        : in_(ports.in.at(0)), collector_(*ports.out.at(0), depth(pool), latency(pool)),
          beats_(input_stream(pool).beats()), last_pixel_(beats_ - groups(pool)) {}

    bool advance() override {
        bool moved = false;
        while (in_->has_offer()) {
            if (beat_ < last_pixel_) {
                in_->take(0);
            } else {
                if (!collector_.has_room())
                    break;
                collector_.issue(in_->take(collector_.room_from()));
            }
            beat_ = beat_ + 1 == beats_ ? 0 : beat_ + 1;
            moved = true;
        }
        return moved;
    }

private:
    BeatChannel* in_;
    Collector collector_;
    std::int64_t beats_;      // of a frame
    std::int64_t last_pixel_; // its first beat
    std::int64_t beat_ = 0;
};

} // namespace

const char* module_name(const GlobalPool&) {
    return "sluice_global_pool";
}

std::vector<std::string> sources(const GlobalPool&) {
    auto files = collect_sources();
    const auto more = requant_sources();
    files.insert(files.end(), more.begin(), more.end());
    files.push_back("blocks/dot/sluice_adder_tree.sv");
    files.push_back("blocks/counter/sluice_counter.sv");
    files.push_back("blocks/global_pool/sluice_global_pool.sv");
    return files;
}

std::vector<Stream> input_streams(const GlobalPool& pool) {
    return {input_stream(pool)};
}

std::vector<Stream> output_streams(const GlobalPool& pool) {
    return {output_stream(pool)};
}

std::vector<Parameter> parameters(const GlobalPool& pool) {
    const Requant r = requant(pool);
    const Stream in = input_stream(pool);
    std::vector<Parameter> list = {
        {"Lanes", r.lanes},
        {"Groups", groups(pool)},
        {"InPixels", in.pixels},
        {"LastPixels", pool.input.width - (in.groups_per_row() - 1) * in.pixels},
        {"RowGroups", in.groups_per_row()},
        {"PixelGroups", pool.input.height * in.groups_per_row()},
        {"AccBits", r.acc_bits},
        {"SumBits", r.sum_bits},
        {"Bias", pool.bias},
        {"Multiplier", pool.multiplier},
        {"Shift", pool.shift},
        {"ZeroPoint", pool.zero_point},
        {"ClampLow", pool.clamp_low},
        {"ClampHigh", pool.clamp_high},
        {"RequantDigits", r.digits},
        {"Depth", depth(pool)}};
    add_exact_parameters(list, pool.multiplier_bits, pool.ties_to_even);
    return list;
}

void validate(const GlobalPool& pool) {
    SLUICE_CHECK(signed_bits(pool.multiplier, pool.multiplier) <= pool.multiplier_bits,
                 "multiplier out of range");
    SLUICE_CHECK(signed_bits(pool.bias, pool.bias) <= 32, "bias out of range");
    SLUICE_CHECK(pool.parallelism.in_channels >= 1 &&
                     pool.parallelism.in_channels <= pool.input.channels,
                 "lanes out of range");
    SLUICE_CHECK(pool.parallelism.pixels >= 1, "pixels out of range");
    validate(requant(pool));
}

std::int64_t interval_cycles(const GlobalPool& pool) {
    return input_stream(pool).beats();
}

std::int64_t products(const GlobalPool&) {
    return 0; // its multiplications are of the requantization; they show in resources().dsp
}

Resources resources(const GlobalPool& pool, const Family& family) {
    // Fitted to Yosys 0.23, synth_xilinx -family xc7, 2026-11-21; 1 to 4 lanes, 1 to 512 groups.
    const Requant r = requant(pool);
    const double lanes = r.lanes;
    const double acc_bits = r.acc_bits;
    Resources use = requant_resources(r, family, true);
    use += collect_resources(8 * r.lanes, depth(pool), family);
    use.ff += lanes * 8;
    if (const int pixels = pool.parallelism.pixels; pixels > 1) { // their sum
        use.ff += lanes * (10.0 * ((pixels + 2) / 3) + 11 * (pixels > 3)) + 6;
        use.lut += lanes * (18.0 * pixels) / 2 + 6;
    }
    use.lut += 36 + lanes * (acc_bits + 13);
    if (family.multiplier_registers && r.digits == 0) { // with its constants a block holds more
        const bool narrow = r.sum_bits <= kMultiplierBits;
        use.ff -= lanes * (8 + (narrow ? 2.0 * r.sum_bits : acc_bits));
        use.lut += lanes * (narrow ? -acc_bits : 10);
    }
    if (groups(pool) < kMemoryGroups) {
        use.ff += 14 + lanes * acc_bits * static_cast<double>(groups(pool));
    } else {
        use += ram_resources(groups(pool), r.lanes * r.acc_bits, family);
        use.ff += 26 + lanes * acc_bits * 2;
        use.lut += lanes * 9 + 4; // shift registers of data and addresses
    }
    return use;
}

std::vector<Parallelism> choices(const GlobalPool& pool) {
    // Lanes have requantizers, pixels only additions.
    struct Choice {
        std::int64_t interval;
        int lanes;
        int elements;
        Parallelism parallelism;
    };
    std::vector<Choice> all;
    for (const int lanes : useful_lanes(pool.input.channels))
        for (const int pixels : pixel_choices(pool.input.width)) {
            const Parallelism p{lanes, lanes, 1, pixels};
            all.push_back({element_cycles(pool.input, p), lanes, lanes * pixels, p});
        }
    std::sort(all.begin(), all.end(), [](const Choice& a, const Choice& b) {
        return std::tuple(-a.interval, a.elements, a.lanes) <
               std::tuple(-b.interval, b.elements, b.lanes);
    });
    std::vector<Parallelism> useful;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto better = [&](const Choice& c) {
            return c.interval <= all[i].interval && c.lanes <= all[i].lanes &&
                   c.elements <= all[i].elements && &c != &all[i];
        };
        if (std::none_of(all.begin(), all.end(), better))
            useful.push_back(all[i].parallelism);
    }
    return useful;
}

GlobalPool with_parallelism(const GlobalPool& pool, const Parallelism& parallelism) {
    GlobalPool other = pool;
    other.parallelism = lanes_and_pixels(parallelism, pool.input);
    return other;
}

std::vector<Mapping> mappings(const GlobalPool&, const Family&) {
    return {Mapping{}, {Unit::dsp, Packing::none, Unit::logic}};
}

std::unique_ptr<BeatProcess> beat_process(const GlobalPool& pool, BeatPorts ports) {
    return std::make_unique<GlobalPoolProcess>(pool, ports);
}

} // namespace sluice::rtl
