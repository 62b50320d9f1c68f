// SPDX-License-Identifier: Apache-2.0
// The FPGA families that the open tools synthesise for.
#pragma once

#include <string>
#include <vector>

#include "base/family.h"
#include "rtl_lib/parameter.h"

namespace sluice::testbench {

struct SynthFamily {
    std::string name;   // xc7, ecp5, ice40
    std::string yosys;  // the command that maps to its cells
    std::string device; // whose facts the estimate takes
    bool place = false; // whether nextpnr-ice40 can place and route it
};

// Every one of them, the most trusted first.
const std::vector<SynthFamily>& synth_families();
// Throws Error naming them when there is none of this name.
const SynthFamily& find_synth_family(const std::string& name);

// The cells of one module in the output of Yosys' `stat`, as resources: a LUT of distributed memory
// or of a shift register counts as a LUT, a carry cell of ECP5 as two; each block memory (half of a
// RAMB36E1) as `facts.block_unit`.
rtl::Resources count_cells(const std::string& stat, const Family& facts);

} // namespace sluice::testbench
