// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "base/error.h"
#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/blocks/window/window.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

// Kernel positions at once that sluice_window offers.
std::set<int> kernel_choices(const Window& window) {
    return {1, window.kernel_w, window.positions()};
}

// The fewest input pixels with which the pool is as fast as it gets.
int enough_input_pixels(const Pool& pool) {
    const auto& p = pool.parallelism;
    const auto legal = window_input_pixels(pool.input, pool.window, p.kernel, p.pixels);
    Pool trial = pool;
    trial.input_pixels = legal.back();
    const auto fastest = interval_cycles(trial);
    for (const int pixels : legal) {
        trial.input_pixels = pixels;
        if (interval_cycles(trial) <= fastest)
            break;
    }
    return trial.input_pixels;
}

struct Choice {
    std::int64_t interval;
    std::int64_t taps;
    int lanes; // of the output
    Parallelism parallelism;

    auto key() const {
        return std::tuple(-interval, taps, lanes, parallelism.pixels, parallelism.in_channels);
    }
    bool as_good_as(const Choice& other) const {
        return interval <= other.interval && taps <= other.taps && lanes <= other.lanes;
    }
};

std::vector<Choice> all_choices(const Pool& pool) {
    const int width = window_output_shape(pool.input, pool.window, 1).width;
    std::vector<Choice> all;
    for (const int lanes : useful_lanes(pool.input.channels))
        for (const int kernel : kernel_choices(pool.window))
            for (const int pixels : pixel_choices(width)) {
                if (pixels > 1 && !window_takes_pixels(pool.window, kernel))
                    break;
                Pool candidate = pool;
                candidate.parallelism = {lanes, lanes, kernel, pixels};
                candidate.input_pixels = enough_input_pixels(candidate);
                all.push_back({interval_cycles(candidate), std::int64_t{lanes} * kernel * pixels,
                               lanes * pixels, candidate.parallelism});
            }
    return all;
}

} // namespace

std::vector<Parallelism> choices(const Pool& pool) {
    // The fewer lanes the smaller everything; then the fewer taps the smaller window and tree.
    auto all = all_choices(pool);
    std::sort(all.begin(), all.end(),
              [](const Choice& a, const Choice& b) { return a.key() < b.key(); });
    std::vector<Parallelism> useful;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool dominated = false;
        for (std::size_t j = 0; j < all.size() && !dominated; ++j)
            dominated =
                j != i && all[j].as_good_as(all[i]) && (j < i || !all[i].as_good_as(all[j]));
        if (!dominated)
            useful.push_back(all[i].parallelism);
    }
    return useful;
}

Pool with_parallelism(const Pool& pool, const Parallelism& parallelism) {
    Pool other = pool;
    other.parallelism =
        lanes_only({parallelism.in_channels, parallelism.out_channels, 1}, pool.input.channels);
    const auto kernels = kernel_choices(pool.window);
    if (!kernels.contains(parallelism.kernel)) {
        std::string legal;
        for (const int kernel : kernels)
            legal += (legal.empty() ? "" : ", ") + std::to_string(kernel);
        throw Error("",
                    "parallelism kernel=" + std::to_string(parallelism.kernel) +
                        " is neither 1, the kernel's width nor all of it",
                    "use one of " + legal);
    }
    other.parallelism.kernel = parallelism.kernel;
    other.parallelism.pixels = parallelism.pixels;
    const int width = window_output_shape(pool.input, pool.window, 1).width;
    require_pixels(parallelism.pixels, width);
    if (parallelism.pixels > 1 && !window_takes_pixels(pool.window, parallelism.kernel))
        throw Error("",
                    "parallelism pixels=" + std::to_string(parallelism.pixels) +
                        " needs a whole row of the kernel at once",
                    "use kernel=" + std::to_string(pool.window.kernel_w) + " or pixels=1");
    other.input_pixels = enough_input_pixels(other);
    return other;
}

Pool with_input_pixels(const Pool& pool, int pixels) {
    const auto& p = pool.parallelism;
    const auto legal = window_input_pixels(pool.input, pool.window, p.kernel, p.pixels);
    if (std::find(legal.begin(), legal.end(), pixels) == legal.end())
        return pool;
    Pool other = pool;
    other.input_pixels = pixels;
    return interval_cycles(other) <= interval_cycles(pool) ? other : pool;
}

std::vector<Mapping> mappings(const Pool& pool, const Family&) {
    if (!pool.average)
        return {Mapping{}};
    return {Mapping{}, {Unit::dsp, Packing::none, Unit::logic}};
}

} // namespace sluice::rtl
