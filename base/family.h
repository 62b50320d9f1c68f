// SPDX-License-Identifier: Apache-2.0
// What an FPGA family builds with: the facts that block resources and mappings depend on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// How a multiplier block gives two int8 products of one shared operand at once, if it can: by how
// many bits the two stand apart. DSP48E1 (25x18): 16; DSP48E2 and others of 27x18: 18.
enum class Packing { none, spaced16, spaced18 };

// A way to use a memory block, one write and one read port: so many words of so many bits.
struct MemoryShape {
    std::int64_t words = 0;
    int bits = 0;
};

// A piece of memory made of LUTs.
struct LutMemory {
    std::int64_t words = 0;
    int bits = 0;
    int luts = 0;
};

// The default is Xilinx 7 series. Memory blocks are counted in `block_unit` (0.5: halves of 36
// Kibit that are used alone), each unit of one of `block_shapes`.
struct Family {
    std::string name = "7-series";
    int lut_inputs = 6;
    Packing packing = Packing::spaced16;
    int multipliers_per_dsp = 1;   // independent int8 multiplications of one block
    int multiplier_wide_bits = 25; // the widest signed product of one block
    int multiplier_narrow_bits = 18;
    bool multiplier_registers =
        true; // synthesis moves those around a multiplication into the block
    double block_unit = 0.5;
    int block_read_ports = 2; // of a ROM in one unit
    std::vector<MemoryShape> block_shapes = {{512, 36}, {1024, 18}, {2048, 9},
                                             {4096, 4}, {8192, 2},  {16384, 1}};
    // Distributed memory, none where empty; smaller pieces first. A RAM of more than these words
    // and bits (words counted up to a power of two) becomes block memory; where block_cost is not
    // 0, one whose pieces cost more than its blocks at so much each: a piece costs lut_memory_cost,
    // of which lut_memory_share only as far as its width is used.
    std::vector<LutMemory> lut_memory = {{32, 6, 4}, {64, 3, 4}};
    std::int64_t lut_memory_words = 0;
    std::int64_t lut_memory_bits = 0;
    double lut_memory_cost = 8;
    double lut_memory_share = 7;
    double block_cost = 129;
};

// int8 products that one multiplier block gives per cycle, at best.
inline int products_per_dsp(const Family& family) {
    const int packed = family.packing == Packing::none ? 1 : 2;
    return family.multipliers_per_dsp > packed ? family.multipliers_per_dsp : packed;
}

} // namespace sluice
