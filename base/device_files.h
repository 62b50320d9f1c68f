// SPDX-License-Identifier: Apache-2.0
// The texts of base/device_files/*.yaml, built into the program.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

// Path and text of each file.
const std::vector<std::pair<std::string_view, std::string_view>>& device_files();

} // namespace sluice
