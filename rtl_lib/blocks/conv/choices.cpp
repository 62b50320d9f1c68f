// SPDX-License-Identifier: Apache-2.0
// Which parallelism a convolution can have, and which of it is worth considering.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.h"
#include "rtl_lib/blocks/conv/layout.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

std::vector<int> kernel_lanes(const Conv& c) {
    std::vector<int> lanes = {1, c.window.kernel_w, c.window.positions()};
    lanes.erase(std::unique(lanes.begin(), lanes.end()), lanes.end());
    return lanes;
}

// Of the channels of one group: groups of channels share no beat, so that only divisors will do.
std::vector<int> channel_lanes(const Conv& c, int channels) {
    if (c.groups == 1 || c.depthwise())
        return useful_lanes(channels);
    std::vector<int> lanes;
    for (int l = 1; l <= channels; ++l)
        if (channels % l == 0)
            lanes.push_back(l);
    return lanes;
}

int nearest(const std::vector<int>& legal, int wanted) {
    return *std::min_element(legal.begin(), legal.end(), [&](int a, int b) {
        return std::abs(a - wanted) < std::abs(b - wanted);
    });
}

// `wanted` is one of `legal`, or the error names the nearest that is.
void require(const char* what, int wanted, const std::vector<int>& legal) {
    if (std::find(legal.begin(), legal.end(), wanted) == legal.end())
        throw Error("",
                    std::string("parallelism ") + what + "=" + std::to_string(wanted) +
                        " is not possible",
                    "use " + std::to_string(nearest(legal, wanted)));
}

// Any number up to the channels; of a grouped convolution, only divisors.
std::vector<int> legal_lanes(const Conv& c, int channels) {
    if (c.groups > 1 && !c.depthwise())
        return channel_lanes(c, channels);
    std::vector<int> lanes;
    for (int l = 1; l <= channels; ++l)
        lanes.push_back(l);
    return lanes;
}

struct Candidate {
    std::int64_t interval;
    std::int64_t products;
    int lanes; // of the output: requantizers, each of which costs a multiplier too
    Parallelism parallelism;
};

std::vector<Candidate> candidates(const Conv& c) {
    std::vector<Candidate> all;
    Conv trial = c;
    const auto add = [&](Parallelism p) {
        trial.parallelism = p;
        all.push_back({interval_cycles(trial), products(trial), requant_lanes(trial), p});
    };
    for (const int kernel : kernel_lanes(c)) {
        if (c.depthwise()) {
            for (const int lanes : channel_lanes(c, c.input.channels))
                add({lanes, lanes, kernel});
            continue;
        }
        const auto outs = channel_lanes(c, c.out_channels / c.groups);
        for (const int in : channel_lanes(c, c.input.channels / c.groups))
            for (const int out : outs)
                add({in, out, kernel});
    }
    return all;
}

} // namespace

std::vector<Parallelism> choices(const Conv& c) {
    auto all = candidates(c);
    // Fewest products first; then each is useful that is faster, or hands out on fewer lanes, than
    // all before it. Of equals, fewer kernel positions at once: fewer memories.
    std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(a.products, a.interval, a.lanes, a.parallelism.kernel,
                          a.parallelism.in_channels) < std::tuple(b.products, b.interval, b.lanes,
                                                                  b.parallelism.kernel,
                                                                  b.parallelism.in_channels);
    });
    std::map<int, std::int64_t> fastest; // by lanes, falling: more lanes only where faster
    std::vector<Candidate> useful;
    for (const auto& candidate : all) {
        const auto above = fastest.upper_bound(candidate.lanes);
        if (above != fastest.begin() && std::prev(above)->second <= candidate.interval)
            continue;
        auto at = fastest.insert_or_assign(candidate.lanes, candidate.interval).first;
        for (++at; at != fastest.end() && at->second >= candidate.interval;)
            at = fastest.erase(at);
        useful.push_back(candidate);
    }
    std::stable_sort(useful.begin(), useful.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(-a.interval, a.products) < std::tuple(-b.interval, b.products);
    });
    std::vector<Parallelism> list;
    for (const auto& candidate : useful)
        list.push_back(candidate.parallelism);
    return list;
}

Conv with_parallelism(const Conv& c, const Parallelism& wanted) {
    Conv other = c;
    other.parallelism = wanted;
    require("kernel", wanted.kernel, kernel_lanes(c));
    if (c.depthwise()) {
        if (wanted.out_channels == 1)
            other.parallelism.out_channels = wanted.in_channels;
        require("in_channels", wanted.in_channels, legal_lanes(c, c.input.channels));
        require("out_channels", other.parallelism.out_channels, {wanted.in_channels});
        return other;
    }
    require("in_channels", wanted.in_channels, legal_lanes(c, c.input.channels / c.groups));
    require("out_channels", wanted.out_channels, legal_lanes(c, c.out_channels / c.groups));
    return other;
}

std::vector<Mapping> mappings(const Conv& c, const Family& family) {
    std::vector<Packing> packings = {Packing::none};
    Conv packed = c;
    packed.mapping = {Unit::dsp, family.packing, Unit::dsp};
    const Dot dot = conv_layout(packed).dot;
    if (dot.multipliers() < dot.products())
        packings.push_back(family.packing);

    std::vector<Mapping> list;
    for (const Unit requantizer : {Unit::dsp, Unit::logic}) {
        for (const Packing packing : packings)
            list.push_back({Unit::dsp, packing, requantizer});
        list.push_back({Unit::logic, Packing::none, requantizer});
    }
    return list;
}

} // namespace sluice::rtl
