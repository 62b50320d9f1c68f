// SPDX-License-Identifier: Apache-2.0
// The two rules of frequency on a block's ECP5 netlist, where no place and route is at hand: how
// many cells the longest path between registers passes through, and which handshake outputs are
// not registers.
#pragma once

#include <filesystem>
#include <string>

#include "testbench/synth/block_run.h"

namespace sluice::testbench {

struct Paths {
    int longest_cells = 0;   // LUTs, two bits of carry chain, multipliers, memories: one cell each
    bool registered = false; // in_ready_o and out_valid_o come straight from flip-flops
};

// Cells of the longest path that the rule allows: an addition of three operands of 32 bits is 17 of
// carry chain behind a LUT; a multiply or a memory read is fewer; 4 for choosing between operands.
constexpr int kLongestPathCells = 22;

// `design` holds the RTL files `rtl` and the memory images that they name; scripts and logs go to
// `folder`. Throws Error when Yosys fails.
Paths check_paths(const BlockInstance& instance, const std::filesystem::path& design,
                  const std::string& rtl, const std::filesystem::path& folder);

} // namespace sluice::testbench
