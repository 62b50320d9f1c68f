// SPDX-License-Identifier: Apache-2.0
// The harness, carried inside the program so that it needs no files beside itself.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace sluice::testbench {

// Path relative to testbench/ ("harness/main.cpp") and text of each file of testbench/harness.
const std::vector<std::pair<std::string_view, std::string_view>>& harness_files();

} // namespace sluice::testbench
