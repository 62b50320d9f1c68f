// SPDX-License-Identifier: Apache-2.0
// What memories cost on Xilinx 7 series, the way Yosys 0.23 (synth_xilinx -family xc7) maps them.
#pragma once

#include <cstdint>

#include "base/family.h"
#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// Block RAMs of a memory with one write and one synchronous read port, or of a ROM: the family's
// block shape that needs fewest.
double block_memory_brams(std::int64_t words, int width_bits, const Family& family);

// LUTs of the same RAM as distributed memory (RAM32M, RAM64M, and selecting among these).
double distributed_memory_luts(std::int64_t words, int width_bits);

// Whether a RAM without a style attribute becomes block memory.
bool ram_is_block(std::int64_t words, int width_bits);

// A RAM as above with its output register, wherever that lies.
Resources ram_resources(std::int64_t words, int width_bits, const Family& family);

} // namespace sluice::rtl
