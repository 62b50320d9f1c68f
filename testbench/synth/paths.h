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
    int longest_cells = 0;   // LUTs, multipliers
    bool registered = false; // in_ready_o and out_valid_o come straight from flip-flops
};

// Cells of the longest path that the rule allows. Additions are in LUTs here, about a cell a bit: a
// sum of three operands of 25 bits is 22, a multiply or a memory read far fewer.
constexpr int kLongestPathCells = 28;

// `design` holds the RTL files `rtl` and the memory images that they name; scripts and logs go to
// `folder`. Throws Error when Yosys fails.
Paths check_paths(const BlockInstance& instance, const std::filesystem::path& design,
                  const std::string& rtl, const std::filesystem::path& folder);

} // namespace sluice::testbench
