// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/pool/pool.h"

#include <algorithm>

#include "base/error.h"
#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/pool/pool_layout.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/blocks/window/window.h"

namespace sluice::rtl {

namespace {

class PoolProcess : public BeatProcess {
public:
    PoolProcess(const Pool& pool, const BeatPorts& ports)
        : reader_(pool_window(pool), *ports.in.at(0)),
          collector_(*ports.out.at(0), pool_depth(pool), pool_latency(pool)) {}

    bool advance() override {
        bool moved = reader_.take_beats();
        while (reader_.has_data() && collector_.has_room()) {
            collector_.issue(reader_.issue(collector_.room_from()));
            reader_.take_beats();
            moved = true;
        }
        return moved;
    }

private:
    WindowReader reader_;
    Collector collector_;
};

} // namespace

const char* module_name(const Pool&) {
    return "sluice_pool";
}

std::vector<std::string> sources(const Pool&) {
    auto files = collect_sources();
    for (const auto& more : {window_sources(), requant_sources()})
        files.insert(files.end(), more.begin(), more.end());
    files.insert(files.end(), {"blocks/dot/sluice_adder_tree.sv", "blocks/pool/sluice_max_tree.sv",
                               "blocks/pool/sluice_pool.sv"});
    return files;
}

std::vector<Stream> input_streams(const Pool& pool) {
    return {{pool.input, pool.parallelism.in_channels, 8, pool.input_pixels}};
}

std::vector<Stream> output_streams(const Pool& pool) {
    return {{window_output_shape(pool.input, pool.window, pool.input.channels),
             pool.parallelism.in_channels, 8, pool.parallelism.pixels}};
}

std::vector<Parameter> parameters(const Pool& pool) {
    // A pool's accumulation is one channel group's: the window's own loops over groups stay at 1.
    auto all = window_parameters(pool_window(pool), pool.average ? pool.pad_value : -128);
    std::erase_if(
        all, [](const Parameter& p) { return p.name == "GroupBeats" || p.name == "OutGroups"; });
    all.push_back({"Positions", pool.window.positions()});
    all.push_back({"Average", pool.average ? 1 : 0});
    all.push_back({"Depth", pool_depth(pool)});
    if (pool.places)
        all.push_back({"Places", 1});
    if (!pool.average)
        return all;
    const Requant r = pool_requant(pool);
    all.insert(all.end(), {{"AccBits", r.acc_bits},
                           {"SumBits", r.sum_bits},
                           {"Bias", pool.bias},
                           {"Multiplier", pool.multiplier.back()},
                           {"Shift", pool.shift},
                           {"ZeroPoint", pool.zero_point},
                           {"ClampLow", pool.clamp_low},
                           {"ClampHigh", pool.clamp_high},
                           {"RequantDigits", r.digits}});
    add_exact_parameters(all, pool.multiplier_bits, pool.ties_to_even);
    return all;
}

std::vector<MemoryImage> pool_images(const Pool& pool) {
    if (!pool.factor_by_count())
        return {};
    const auto positions = pool.window.positions();
    MemoryImage image("MultiplierFile", pool.multiplier_bits, positions + 1);
    for (int count = 1; count <= positions; ++count)
        image.set(count, 0, pool.multiplier_bits,
                  pool.multiplier[static_cast<std::size_t>(count - 1)]);
    return {image};
}

void validate(const Pool& pool) {
    const auto& p = pool.parallelism;
    SLUICE_CHECK(p.in_channels >= 1 && p.in_channels <= pool.input.channels, "lanes out of range");
    SLUICE_CHECK(p.kernel == 1 || p.kernel == pool.window.kernel_w ||
                     p.kernel == pool.window.positions(),
                 "kernel parallelism is neither 1, a row nor all");
    SLUICE_CHECK(p.pixels == 1 || window_takes_pixels(pool.window, p.kernel),
                 "several pixels at once without a kernel row");
    const auto legal = window_input_pixels(pool.input, pool.window, p.kernel, p.pixels);
    SLUICE_CHECK(std::find(legal.begin(), legal.end(), pool.input_pixels) != legal.end(),
                 "input pixels out of range");
    // Padding at the end alone never wins: the first tap has the lowest place.
    SLUICE_CHECK(!pool.places || (!pool.average && pool.window.positions() <= 128 &&
                                  pool.window.pad_top == 0 && pool.window.pad_left == 0),
                 "places of such a window are not found");
    if (!pool.average)
        return;
    SLUICE_CHECK(pool.multiplier.size() == static_cast<std::size_t>(pool.window.positions()),
                 "average pool without a factor for each count");
    for (const auto multiplier : pool.multiplier)
        SLUICE_CHECK(signed_bits(multiplier, multiplier) <= pool.multiplier_bits,
                     "multiplier out of range");
    SLUICE_CHECK(signed_bits(pool.bias, pool.bias) <= 32, "bias out of range");
    SLUICE_CHECK(pool.pad_value >= -128 && pool.pad_value <= 127, "pad value out of range");
    validate(pool_requant(pool));
}

std::int64_t interval_cycles(const Pool& pool) {
    const Stream in = input_streams(pool)[0], out = output_streams(pool)[0];
    return std::max(in.beats(), out.beats() * pool.window.positions() / pool.parallelism.kernel);
}

std::int64_t products(const Pool&) {
    return 0; // its multiplications are of the requantization; they show in resources().dsp
}

std::unique_ptr<BeatProcess> beat_process(const Pool& pool, BeatPorts ports) {
    return std::make_unique<PoolProcess>(pool, ports);
}

} // namespace sluice::rtl
