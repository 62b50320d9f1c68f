// SPDX-License-Identifier: Apache-2.0
// sluice_dot: weighted sums of a window's operations. Not a block of its own: the middle of
// convolution.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rtl_lib/parameter.h"

namespace sluice::rtl {

struct Dot {
    int in_lanes = 1;
    int out_lanes = 1;
    int kernel_lanes = 1;
    int pixels = 1; // neighbours that share the weights
    int weight_bits = 8;
    int acc_bits = 24;
    std::int64_t words = 1; // of the weight ROM: operations of a pixel
    bool depthwise = false; // output lane o sums channel o alone
    // The wider operand of a multiplier that gives two products (sluice_mul_pair); 0: one each.
    int pair_bits = 0;
    int high_bits = 8;  // of a weight in the high half of a pair: lessened by one, or not
    bool logic = false; // multipliers made of logic; pair_bits is 0 then

    int terms() const { return depthwise ? kernel_lanes : kernel_lanes * in_lanes; }
    std::int64_t products() const { return std::int64_t{pixels} * out_lanes * terms(); }
    // Pairs of output lanes that share their activations.
    int lane_pairs() const { return pair_bits > 0 && !depthwise ? out_lanes / 2 : 0; }
    // Whether output lane o is the high one of a pair.
    bool high(int o) const { return o % 2 == 1 && o < 2 * lane_pairs(); }
    int field_bits(int o) const { return high(o) ? high_bits : weight_bits; }
    std::int64_t multipliers() const; // whatever they are made of
    // Of the weight ROM's word; the first bit of output lane o's weights (o = out_lanes: all bits).
    std::int64_t weight_lsb(int o) const {
        const int highs = o / 2 < lane_pairs() ? o / 2 : lane_pairs();
        return std::int64_t{terms()} * (highs * high_bits + (o - highs) * weight_bits);
    }
    std::int64_t word_bits() const { return weight_lsb(out_lanes); }
};

// Register stages of sluice_adder_tree: ceil(log3(terms)).
int adder_tree_stages(int terms);

// Register stages of a product.
int product_latency(const Dot& dot);

// From an accumulation's last operation to its sums.
int dot_latency(const Dot& dot);

// The wider operand of a family's multipliers under a packing: 0, 25 or 27.
int packed_operand_bits(Packing packing);

// sluice_dot and its parts; relative to rtl_lib/, in order.
std::vector<std::string> dot_sources();
Resources dot_resources(const Dot& dot, const Family& family);

} // namespace sluice::rtl
