// SPDX-License-Identifier: Apache-2.0
// The text of the RTL library, carried in the program.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace sluice::rtl {

// Path relative to rtl_lib/ (as sources() of a block names it) and content, of every .sv and .svh.
const std::vector<std::pair<std::string_view, std::string_view>>& library_files();

} // namespace sluice::rtl
