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

// "1, 3 or 9" of a few, else the nearest to `wanted`.
std::string remedy(const std::vector<int>& legal, int wanted) {
    if (legal.size() > 4)
        return "use " +
               std::to_string(*std::min_element(legal.begin(), legal.end(), [&](int a, int b) {
                   return std::abs(a - wanted) < std::abs(b - wanted);
               }));
    std::string list;
    for (std::size_t i = 0; i < legal.size(); ++i)
        list += (i == 0 ? "" : i + 1 == legal.size() ? " or " : ", ") + std::to_string(legal[i]);
    return "use " + list;
}

// `wanted` is one of `legal`, or the error names those that are, or the nearest.
void require(const char* what, int wanted, const std::vector<int>& legal) {
    if (std::find(legal.begin(), legal.end(), wanted) == legal.end())
        throw Error("",
                    std::string("parallelism ") + what + "=" + std::to_string(wanted) +
                        " is not possible",
                    remedy(legal, wanted));
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
    std::int64_t pairs;        // multipliers where two products can share one
    std::int64_t requantizers; // each of which may cost a multiplier too
    Parallelism parallelism;

    bool as_cheap_as(const Candidate& other) const {
        return interval <= other.interval && pairs <= other.pairs &&
               requantizers <= other.requantizers;
    }
};

// Two output channels share an activation; in a depthwise layer two pixels share a weight.
std::int64_t pairs(const Conv& c) {
    const auto& p = c.parallelism;
    return c.depthwise()
               ? p.out_channels * p.kernel * ceil_div(p.pixels, 2)
               : std::int64_t{p.pixels} * p.in_channels * p.kernel * ceil_div(p.out_channels, 2);
}

std::vector<int> legal_input_pixels(const Conv& c) {
    return window_input_pixels(c.input, c.window, c.parallelism.kernel, c.parallelism.pixels);
}

// Of `legal`, the fewest input pixels with which the input keeps up with the operations, or as many
// as help.
int enough_input_pixels(const Conv& c, const std::vector<int>& legal) {
    const auto beats = [&](int pixels) { return ceil_div(c.input.width, pixels); }; // of a row
    const auto channels = ceil_div(c.input.channels, c.parallelism.in_channels);
    const auto enough = std::max(conv_cycles(c), c.input.height * beats(legal.back()) * channels);
    for (const int pixels : legal)
        if (c.input.height * beats(pixels) * channels <= enough)
            return pixels;
    return legal.back();
}

std::vector<Candidate> candidates(const Conv& c) {
    std::vector<Candidate> all;
    const auto widths = pixel_choices(window_output_shape(c.input, c.window, c.out_channels).width);
    Conv trial = c;
    std::map<std::pair<int, int>, std::vector<int>> legal; // by kernel and pixels
    const auto add = [&](Parallelism p) {
        for (const int pixels : widths) {
            if (pixels > 1 && !window_takes_pixels(c.window, p.kernel))
                break;
            p.pixels = pixels;
            trial.parallelism = p;
            auto& input = legal[{p.kernel, pixels}];
            if (input.empty())
                input = legal_input_pixels(trial);
            trial.input_pixels = enough_input_pixels(trial, input);
            all.push_back({interval_cycles(trial), products(trial), pairs(trial),
                           std::int64_t{pixels} * requant_lanes(trial), p});
        }
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
    // Fewest products first; then each is useful that is better in something than each before it.
    // Of equals, fewer pixels and kernel positions at once: fewer memories.
    const auto key = [](const Candidate& a) {
        return std::tuple(a.products, a.interval, a.pairs, a.requantizers, a.parallelism.pixels,
                          a.parallelism.kernel, a.parallelism.in_channels);
    };
    std::sort(all.begin(), all.end(),
              [&](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
    std::vector<Candidate> useful;
    std::vector<Candidate> best; // of the useful, those that stand for all others
    for (const auto& candidate : all) {
        if (std::any_of(best.begin(), best.end(),
                        [&](const Candidate& b) { return b.as_cheap_as(candidate); }))
            continue;
        std::erase_if(best, [&](const Candidate& b) { return candidate.as_cheap_as(b); });
        best.push_back(candidate);
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
    } else {
        require("in_channels", wanted.in_channels, legal_lanes(c, c.input.channels / c.groups));
        require("out_channels", wanted.out_channels, legal_lanes(c, c.out_channels / c.groups));
    }
    const int width = window_output_shape(c.input, c.window, c.out_channels).width;
    require_pixels(wanted.pixels, width);
    if (wanted.pixels > 1 && !window_takes_pixels(c.window, wanted.kernel))
        throw Error("",
                    "parallelism pixels=" + std::to_string(wanted.pixels) +
                        " needs a whole row of the kernel at once",
                    "use kernel=" + std::to_string(c.window.kernel_w) + " or pixels=1");
    other.input_pixels = enough_input_pixels(other, legal_input_pixels(other));
    return other;
}

Conv with_input_pixels(const Conv& c, int pixels) {
    const auto legal = legal_input_pixels(c);
    if (std::find(legal.begin(), legal.end(), pixels) == legal.end())
        return c;
    Conv other = c;
    other.input_pixels = pixels;
    return interval_cycles(other) <= interval_cycles(c) ? other : c;
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
