// SPDX-License-Identifier: Apache-2.0
// The harness, carried inside the program so that it needs no files beside itself.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sluice::testbench {

// Name and text of each file of testbench/harness.
const std::vector<std::pair<std::string, std::string>>& harness_files();

} // namespace sluice::testbench
