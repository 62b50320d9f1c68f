// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "base/error.h"
#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

// Kernel positions at once that sluice_window offers.
std::set<int> kernel_choices(const Window& window) {
    return {1, window.kernel_w, window.positions()};
}

} // namespace

std::vector<Parallelism> choices(const Pool& pool) {
    // The fewer lanes the smaller everything; then the fewer taps the smaller window and tree.
    struct Choice {
        std::int64_t interval;
        std::int64_t taps;
        Parallelism parallelism;
    };
    std::vector<Choice> all;
    for (const int lanes : useful_lanes(pool.input.channels))
        for (const int kernel : kernel_choices(pool.window)) {
            Pool candidate = pool;
            candidate.parallelism = {lanes, lanes, kernel};
            all.push_back(
                {interval_cycles(candidate), std::int64_t{lanes} * kernel, candidate.parallelism});
        }
    const auto key = [](const Choice& c) {
        return std::tuple(-c.interval, c.taps, c.parallelism.in_channels);
    };
    std::sort(all.begin(), all.end(),
              [&](const Choice& a, const Choice& b) { return key(a) < key(b); });

    std::vector<Parallelism> useful;
    for (const auto& c : all) {
        const bool dominated = std::any_of(all.begin(), all.end(), [&](const Choice& other) {
            const bool no_worse = other.interval <= c.interval && other.taps <= c.taps &&
                                  other.parallelism.in_channels <= c.parallelism.in_channels;
            return no_worse && (other.interval < c.interval || other.taps < c.taps ||
                                other.parallelism.in_channels < c.parallelism.in_channels);
        });
        if (!dominated)
            useful.push_back(c.parallelism);
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
    return other;
}

} // namespace sluice::rtl
