// SPDX-License-Identifier: Apache-2.0
// Many items side by side in one simulation, since compiling is what takes the time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "testbench/fault_injection.h"
#include "testbench/soak/soak_item.h"

namespace sluice::testbench {

struct Finding {
    std::vector<std::int64_t> items; // one, where alone it still differs
    std::string text;
};

struct BatchOptions {
    std::filesystem::path directory;           // removed first
    std::uint64_t seed = 1;                    // of frames and stalls
    std::optional<Fault> fault = std::nullopt; // planted where its file is in use
};

// Builds one design in which every item stands alone and compares: each layer's values with the
// emulator's, without stalls and with stalls on both sides; each output's latency and interval with
// the cycle model's; a layer's interval also with its block's formula, a graph's with its slowest
// block's. What differs is looked for in halves, until it is one item. Empty: nothing differs.
std::vector<Finding> run_batch(const std::vector<SoakItem>& items, const BatchOptions& options);

} // namespace sluice::testbench
