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

// The default is Xilinx 7 series. Memory blocks are counted in `block_unit` (0.5: halves of 36
// Kibit that are used alone), each unit of one of `block_shapes`.
struct Family {
    std::string name = "7-series";
    int lut_inputs = 6;
    Packing packing = Packing::spaced16;
    double block_unit = 0.5;
    std::vector<MemoryShape> block_shapes = {{512, 36}, {1024, 18}, {2048, 9},
                                             {4096, 4}, {8192, 2},  {16384, 1}};
};

} // namespace sluice
