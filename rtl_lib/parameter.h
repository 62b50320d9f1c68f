// SPDX-License-Identifier: Apache-2.0
// What a block tells the generator and the tuner about an instance of itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/family.h"

namespace sluice::rtl {

// A module parameter, `parameter int` or `parameter bit` (files are MemoryImage::parameter); or,
// when `fields` is not empty, a flat vector of 32-bit fields, field 0 in the low bits.
struct Parameter {
    std::string name; // UpperCamelCase, as in the module
    std::int64_t value = 0;
    std::vector<std::int64_t> fields = {};
};

// How many of each a layer does in a cycle. A dimension that a block does not have stays 1.
struct Parallelism {
    int in_channels = 1;  // of one group
    int out_channels = 1; // of one group
    int kernel = 1;       // kernel positions: 1, the kernel's width (a row), or all
    int pixels = 1;       // neighbouring output pixels of a row

    friend bool operator==(const Parallelism&, const Parallelism&) = default;
};

// What a multiplication is made of.
enum class Unit { dsp, logic };

// How a block is built where the family leaves a choice; none of it changes what the block
// computes.
struct Mapping {
    Unit products = Unit::dsp;
    Packing packing = Packing::none; // of products in DSPs: whether two share one
    Unit requantizer = Unit::dsp;

    friend bool operator==(const Mapping&, const Mapping&) = default;
};

// What of a mapping is given; the rest is free.
struct MappingPin {
    std::optional<Unit> products;
    std::optional<bool> packing;
    std::optional<Unit> requantizer;

    bool allows(const Mapping& mapping) const {
        return products.value_or(mapping.products) == mapping.products &&
               packing.value_or(mapping.packing != Packing::none) ==
                   (mapping.packing != Packing::none) &&
               requantizer.value_or(mapping.requantizer) == mapping.requantizer;
    }
};

// Estimated use of an FPGA. bram in the family's own blocks; half of a Xilinx block is 0.5.
struct Resources {
    double dsp = 0;
    double lut = 0;
    double ff = 0;
    double bram = 0;
    double uram = 0;

    Resources& operator+=(const Resources& other) {
        dsp += other.dsp;
        lut += other.lut;
        ff += other.ff;
        bram += other.bram;
        uram += other.uram;
        return *this;
    }
};

} // namespace sluice::rtl
