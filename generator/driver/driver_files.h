// SPDX-License-Identifier: Apache-2.0
// The drivers, carried inside the program.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace sluice::driver {

// Path and text of the C files of drivers/.
const std::vector<std::pair<std::string_view, std::string_view>>& driver_files();

} // namespace sluice::driver
