// SPDX-License-Identifier: Apache-2.0
// The known FPGAs and what they hold: facts of data sheets, one YAML file per family.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/family.h"

namespace sluice {

struct Device {
    std::string name;         // the vendor's part number in lower case, up to the package
    std::string family;       // "zynq-7000"
    Family facts;             // of the family
    std::string vendor;       // "amd", "lattice"
    int dsp = 0;              // multiplier blocks
    int products_per_dsp = 1; // int8 products of one block per cycle
    int lut = 0;              // of the family's own size: 6 inputs at AMD, 4 at Lattice
    int ff = 0;
    double bram36 = 0;      // block memory in units of 36 Kibit; fractions where blocks are smaller
    int uram = 0;           // 288-Kibit UltraRAM blocks
    std::string dsp_block;  // the family's name for it
    std::string bram_block; // the family's name and size
};

struct Board {
    std::string name;
    std::string device;
};

// What is taken when neither a device nor a budget is named.
constexpr const char* kDefaultDevice = "xc7z020";

// Every device and board, by name.
std::vector<Device> all_devices();
std::vector<Board> all_boards();

// The device of this name, or that of the board of this name; upper case is accepted. Throws Error
// naming the nearest known one.
Device find_device(std::string_view name);

} // namespace sluice
