// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/lanes.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "base/error.h"
#include "base/shape.h"

namespace sluice::rtl {

std::vector<int> useful_lanes(int channels) {
    std::vector<int> lanes;
    for (int at = 1; at <= channels;) {
        lanes.push_back(at);
        const auto beats = ceil_div(channels, at);
        if (beats == 1)
            break;
        at = static_cast<int>(ceil_div(channels, beats - 1)); // the first with fewer beats
    }
    return lanes;
}

std::vector<int> pixel_choices(int width) {
    std::vector<int> choices = {1};
    for (int pixels = 2; pixels <= kMaxPixels && pixels / 2 < width; pixels *= 2)
        choices.push_back(pixels);
    return choices;
}

void require_pixels(int pixels, int width) {
    const auto legal = pixel_choices(width);
    if (std::find(legal.begin(), legal.end(), pixels) != legal.end())
        return;
    const auto nearest = *std::min_element(legal.begin(), legal.end(), [&](int a, int b) {
        return std::abs(a - pixels) < std::abs(b - pixels);
    });
    throw Error("", "parallelism pixels=" + std::to_string(pixels) + " is not possible",
                "use " + std::to_string(nearest));
}

std::vector<Parallelism> lane_choices(int channels) {
    std::vector<Parallelism> choices;
    for (const int lanes : useful_lanes(channels))
        choices.push_back({lanes, lanes, 1});
    return choices;
}

Parallelism lanes_only(const Parallelism& wanted, int channels) {
    const int lanes = wanted.in_channels;
    if (lanes < 1 || lanes > channels)
        throw Error("", "parallelism in_channels=" + std::to_string(lanes) + " is out of range",
                    "use " + std::to_string(std::clamp(lanes, 1, channels)));
    if (wanted.out_channels != 1 && wanted.out_channels != lanes)
        throw Error("",
                    "parallelism out_channels=" + std::to_string(wanted.out_channels) +
                        " differs from in_channels",
                    "use " + std::to_string(lanes) + " for both");
    if (wanted.pixels != 1)
        throw Error("",
                    "parallelism pixels=" + std::to_string(wanted.pixels) +
                        " of a layer that takes pixels one by one",
                    "use 1");
    if (wanted.kernel != 1)
        throw Error("", "parallelism kernel=" + std::to_string(wanted.kernel) + " of no window",
                    "use 1");
    return {lanes, lanes, 1};
}

Parallelism lanes_and_pixels(const Parallelism& wanted, const Shape& shape) {
    require_pixels(wanted.pixels, shape.width);
    Parallelism p =
        lanes_only({wanted.in_channels, wanted.out_channels, wanted.kernel}, shape.channels);
    p.pixels = wanted.pixels;
    return p;
}

std::int64_t element_cycles(const Shape& shape, const Parallelism& p) {
    return shape.height * ceil_div(shape.width, p.pixels) * ceil_div(shape.channels, p.in_channels);
}

std::vector<Parallelism> element_choices(const Shape& shape) {
    std::vector<Parallelism> all;
    for (const int lanes : useful_lanes(shape.channels))
        for (const int pixels : pixel_choices(shape.width))
            all.push_back({lanes, lanes, 1, pixels});
    const auto elements = [](const Parallelism& p) { return p.in_channels * p.pixels; };
    std::sort(all.begin(), all.end(), [&](const Parallelism& a, const Parallelism& b) {
        return std::tuple(elements(a), element_cycles(shape, a), a.pixels) <
               std::tuple(elements(b), element_cycles(shape, b), b.pixels);
    });
    std::vector<Parallelism> useful;
    for (const auto& p : all)
        if (useful.empty() || element_cycles(shape, p) < element_cycles(shape, useful.back()))
            useful.push_back(p);
    return useful;
}

} // namespace sluice::rtl
