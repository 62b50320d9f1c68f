// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/pool/pool_layout.h"

#include <algorithm>
#include <bit>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"

namespace sluice::rtl {

WindowLayout pool_window(const Pool& pool) {
    return window_layout({pool.input, pool.parallelism.in_channels, 8, pool.input_pixels},
                         pool.window, pool.parallelism.kernel, pool.parallelism.pixels, 1, 1);
}

Requant pool_requant(const Pool& pool) {
    const std::int64_t low = -128 * std::int64_t{pool.window.positions()};
    const std::int64_t high = 127 * std::int64_t{pool.window.positions()};
    Requant r;
    r.lanes = pool.parallelism.in_channels;
    r.pixels = pool.parallelism.pixels;
    r.acc_bits = signed_bits(low, high);
    r.sum_bits = signed_bits(low + std::min<std::int64_t>(pool.bias, 0),
                             high + std::max<std::int64_t>(pool.bias, 0));
    r.shift_min = r.shift_max = pool.shift;
    r.zero_point = pool.zero_point;
    r.clamp_low = pool.clamp_low;
    r.clamp_high = pool.clamp_high;
    r.multiplier_bits = pool.multiplier_bits;
    if (pool.mapping.requantizer == Unit::logic && pool.multiplier_bits == kMultiplierBits)
        r.digits = requant_digits(pool_window(pool).sum_operations());
    return r;
}

int pool_key_bits(const Pool& pool) {
    const auto last = static_cast<unsigned>(pool.window.positions() - 1);
    return pool.places ? 8 + std::max(1, static_cast<int>(std::bit_width(last))) : 8;
}

int pool_tree_levels(const Pool& pool) {
    const int ways = pool.average ? 3 : 2;
    int levels = 0;
    for (std::int64_t left = pool.parallelism.kernel; left > 1; left = ceil_div(left, ways))
        ++levels;
    return levels;
}

int pool_latency(const Pool& pool) {
    int latency = kWindowLatency + pool_tree_levels(pool) + 1;
    if (pool.average)
        latency += requant_lane_latency(pool.shift, pool.shift, pool_requant(pool).digits) +
                   (pool.factor_by_count() ? 2 : 0);
    return latency;
}

int pool_depth(const Pool& pool) {
    return collect_depth(pool_latency(pool), 1, pool_window(pool).sum_operations());
}

} // namespace sluice::rtl
