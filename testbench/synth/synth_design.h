// SPDX-License-Identifier: Apache-2.0
// The blocks of a generated design through synthesis, each distinct one once.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generator/design/design.h"
#include "quantizer/network/network.h"
#include "testbench/synth/block_run.h"

namespace sluice::testbench {

struct SynthBlock {
    std::string name; // of the layer, or of the adapter's node
    std::string kind; // of the layer, or of the adapter: fifo, fork, width; or "control"
    rtl::Resources estimate;
    BlockRun run; // shared by blocks that differ in name and memory contents alone
};

struct SynthResult {
    std::vector<SynthBlock> blocks; // as design.nodes, then the control registers if there are any
    int distinct = 0;
    std::optional<BlockRun> whole; // the design in one piece, where it was asked for

    // Those of one kind, or of all where it is empty.
    rtl::Resources estimate(const std::string& kind) const;
    rtl::Resources measured(const std::string& kind) const;
    std::vector<std::string> kinds() const; // in the order of appearance
    // The slowest placed block, or null.
    const SynthBlock* slowest() const;
};

struct SynthOptions {
    int jobs = 1;
    // Where results are kept by what Yosys is given, the tools' versions apart; empty: nowhere.
    std::filesystem::path cache = {};
    // Whether the design in one piece goes through the tools too.
    bool whole = false;
    // Called after each distinct block: how many are done, of how many.
    std::function<void(int, int)> progress = {};
};

// `directory` holds what emit() wrote for `network` and `design`; logs go to its folder synth/.
// Throws Error when a tool is missing or fails, or when its RTL is of another design.
SynthResult synthesise(const network::Network& network, const design::Design& design,
                       const SynthFamily& family, const std::filesystem::path& directory,
                       const SynthOptions& options);

} // namespace sluice::testbench
