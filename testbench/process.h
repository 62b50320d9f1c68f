// SPDX-License-Identifier: Apache-2.0
// Other programs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::testbench {

// Whether PATH has the program.
bool program_exists(const std::string& name);

// Runs `command` (its first word found in PATH, or a path) in `directory`, standard output and
// error going to the file `log`; returns the exit code, or 128 + the signal that ended it. No shell
// is involved, so that words may hold any character.
int run_program(const std::vector<std::string>& command, const std::filesystem::path& directory,
                const std::filesystem::path& log);

} // namespace sluice::testbench
