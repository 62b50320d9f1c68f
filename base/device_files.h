// SPDX-License-Identifier: Apache-2.0
// The texts of base/device_files/*.yaml, built into the program.
#pragma once

#include <vector>

namespace sluice {

std::vector<const char*> device_file_texts();

} // namespace sluice
