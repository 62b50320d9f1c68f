// SPDX-License-Identifier: Apache-2.0
// The command line as a function.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/command.h"

namespace sluice::cli {

// Runs one command; `arguments` without the program's name. Errors are one line on `context.err`.
// Returns the exit code: 0, 1 when a check failed, 2 on bad input or usage.
int run(const std::vector<std::string>& arguments, Context context);

} // namespace sluice::cli
