// SPDX-License-Identifier: Apache-2.0
// What memories cost, the way Yosys 0.23 maps them: measured for Xilinx 7 series, ECP5 and iCE40.
#pragma once

#include <cstdint>

#include "base/family.h"
#include "rtl_lib/parameter.h"

namespace sluice::rtl {

// Block RAMs of a ROM: the family's block shape that needs fewest.
double block_memory_brams(std::int64_t words, int width_bits, const Family& family);

// LUTs of the same RAM as distributed memory, and of selecting among its pieces. Precondition: the
// family has distributed memory.
double distributed_memory_luts(std::int64_t words, int width_bits, const Family& family);

// Whether a RAM without a style attribute becomes block memory.
bool ram_is_block(std::int64_t words, int width_bits, const Family& family);

// A RAM as above with its output register, wherever that lies.
Resources ram_resources(std::int64_t words, int width_bits, const Family& family);

} // namespace sluice::rtl
