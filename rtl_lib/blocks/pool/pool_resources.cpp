// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/blocks/pool/pool_layout.h"

namespace sluice::rtl {

namespace {

// The larger of two numbers; of 8 bits where no places are kept beside.
double comparison_luts(const Pool& pool, const Family& family) {
    return (family.lut_inputs >= 6 ? 19 : 17) * pool_key_bits(pool) / 8.0;
}

// A lane's tree over the kernel lanes: comparisons of two, or sums of up to three, each with its
// register.
Resources tree(const Pool& pool, const Family& family) {
    Resources use;
    int bits = pool_key_bits(pool);
    for (std::int64_t left = pool.parallelism.kernel; left > 1;) {
        const auto next = ceil_div(left, pool.average ? 3 : 2);
        bits += pool.average ? (left == 2 ? 1 : 2) : 0;
        use.ff += static_cast<double>(next * bits);
        use.lut += pool.average ? static_cast<double>((left - next) * bits)
                                : comparison_luts(pool, family) * static_cast<double>(left - next);
        left = next;
    }
    return use;
}

// A factor that is a power of two needs no multiplier; beside one that is constant, its block holds
// the sum's registers too.
Resources factor_resources(const Pool& pool, const Requant& r, const Family& family) {
    Resources use = requant_resources(r, family, true);
    const int lanes = r.lanes * r.pixels;
    if (pool.factor_by_count() || r.digits > 0)
        return use;
    if (std::has_single_bit(static_cast<unsigned>(pool.multiplier.front())))
        use.dsp = 0;
    if (family.multiplier_registers)
        use.ff -= lanes * (8 + (r.sum_bits <= kMultiplierBits ? 2.0 * r.sum_bits : r.acc_bits));
    return use;
}

} // namespace

Resources resources(const Pool& pool, const Family& family) {
    // LUT and FF beside the window's fitted to Yosys 0.23, synth_xilinx -family xc7, 2026-11-21.
    const int lanes = pool.parallelism.in_channels * pool.parallelism.pixels;
    Resources use = window_resources(pool_window(pool), family);
    use += collect_resources(8 * lanes, pool_depth(pool), family);
    use.ff += 3 * pool_tree_levels(pool) + 1;

    Resources lane = tree(pool, family);
    if (!pool.average) {
        lane.ff += pool_key_bits(pool);
        lane.lut += comparison_luts(pool, family);
    } else {
        const Requant r = pool_requant(pool);
        lane.ff += r.acc_bits;
        lane.lut += r.acc_bits;
        if (pool.factor_by_count()) { // the sum waits for its factor
            lane.ff += 2.0 * r.acc_bits;
            use.ff += pool.parallelism.pixels * (2.0 * kMultiplierBits + 8);
            use.lut += pool.parallelism.pixels * (kMultiplierBits + 8.0);
        }
        use += factor_resources(pool, r, family);
    }
    for (int l = 0; l < lanes; ++l)
        use += lane;
    return use;
}

} // namespace sluice::rtl
