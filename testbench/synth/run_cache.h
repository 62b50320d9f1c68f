// SPDX-License-Identifier: Apache-2.0
// Results of synthesis kept by what went into them, for measurements that are run again and again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "testbench/synth/block_run.h"

namespace sluice::testbench {

// The file of `folder` for what `contents` says: 128 bits of it, in hexadecimal.
std::filesystem::path kept_run_path(const std::filesystem::path& folder,
                                    const std::string& contents);

// What keep_run wrote, or nothing where there is no such file. Throws Error when it is damaged.
std::optional<BlockRun> kept_run(const std::filesystem::path& path);
void keep_run(const std::filesystem::path& path, const BlockRun& run);

} // namespace sluice::testbench
