// SPDX-License-Identifier: Apache-2.0
// One family's file: base/device_files/*.yaml.
#pragma once

#include <string_view>
#include <vector>

#include "base/devices.h"

namespace sluice {

struct DeviceFile {
    DeviceFamily family;
    std::vector<Device> devices;
    std::vector<Board> boards;
};

// Every file that the program carries. A file without facts of its own names in `facts_of` the
// family whose facts it shares. Broken files fail SLUICE_CHECK: they are part of the program.
std::vector<DeviceFile> read_device_files();

} // namespace sluice
