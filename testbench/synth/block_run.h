// SPDX-License-Identifier: Apache-2.0
// One block through synthesis, and through place and route where that is possible.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rtl_lib/stream.h"
#include "testbench/synth/family.h"

namespace sluice::testbench {

// A block's instance: "sluice_fifo #(.Width(8), .Depth(4))", with the ports that every block has.
struct BlockInstance {
    std::string text;
    std::vector<rtl::Stream> inputs;
    std::vector<rtl::Stream> outputs;
    std::string module = {}; // the text of the module where no file of the design has it
};

// The text of module `sluice_synth_block`: the instance and nothing else.
std::string block_module(const BlockInstance& instance);

// The text of module `sluice_synth_ring`: sluice_synth_block among registers, so that every path
// that the block has is one between registers and no pad counts. Inputs come from a shift register,
// outputs go through registers to an exclusive or of four at a time.
std::string ring_module(const BlockInstance& instance);

// What place and route found.
struct Placed {
    double mhz = 0;
    std::string from; // cells of the slowest path, named after the registers
    std::string to;
    int logic_cells = 0; // that it passes through
    double logic_ns = 0;
    double routing_ns = 0;
};

struct BlockRun {
    rtl::Resources use;
    std::optional<Placed> placed;
    std::string not_placed; // why, where the family can be placed: it does not fit
};

// Runs Yosys, and nextpnr-ice40 for iCE40 (HX8K, ct256, aiming at 80 MHz), in `design`, which holds
// the RTL files `rtl` and the memory images that they name; scripts, logs and results go to
// `folder`. Throws Error when a tool fails.
BlockRun run_block(const BlockInstance& instance, const SynthFamily& family, const Family& facts,
                   const std::filesystem::path& design, const std::string& rtl,
                   const std::filesystem::path& folder);

// Throws Error saying how to install what `family` needs and PATH has not.
void require_synth_tools(const SynthFamily& family);

} // namespace sluice::testbench
