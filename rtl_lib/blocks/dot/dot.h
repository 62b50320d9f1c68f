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

    int terms() const { return depthwise ? kernel_lanes : kernel_lanes * in_lanes; }
    std::int64_t weights() const { return std::int64_t{out_lanes} * terms(); } // of a word
    std::int64_t products() const { return pixels * weights(); }
    std::int64_t word_bits() const { return weights() * weight_bits; }
};

// Register stages of sluice_adder_tree: ceil(log3(terms)).
int adder_tree_stages(int terms);

// From an accumulation's last operation to its sums.
int dot_latency(const Dot& dot);

// sluice_mul, sluice_adder_tree, sluice_rom, sluice_dot; relative to rtl_lib/, in order.
std::vector<std::string> dot_sources();
Resources dot_resources(const Dot& dot, const Family& family);

} // namespace sluice::rtl
