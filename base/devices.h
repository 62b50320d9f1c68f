// SPDX-License-Identifier: Apache-2.0
// The known FPGAs and what they hold: facts of data sheets, one YAML file per family.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/family.h"

namespace sluice {

// A fact of a family as its file states it, and where it is from.
struct Fact {
    std::string name;
    std::string value;
    std::string source;
};

// What the parts of a family have in common.
struct DeviceFamily {
    std::string name;         // "zynq-7000"
    std::string vendor;       // "amd", "lattice"
    Family facts;             // what resources are computed from
    std::string dsp_block;    // the vendor's name of it
    std::string bram_block;   // likewise
    double bram_kibit = 0;    // of a block
    std::string deep_memory;  // the name of the blocks that Device::uram counts, empty without
    std::string source;       // of the parts' counts: document and table
    std::string checked;      // what the counts were compared with, and what stands from memory
    std::vector<Fact> stated; // every fact of the file, in its order
};

struct Device {
    std::string name; // the vendor's part number in lower case, up to the package
    DeviceFamily family;
    int dsp = 0; // multiplier blocks
    int lut = 0; // of the family's own size: 6 inputs at AMD, 4 at Lattice; two in an Intel ALM
    int ff = 0;
    int bram = 0; // memory blocks of the family's own size
    int uram = 0; // deep memory blocks: UltraRAM, SPRAM

    int products() const { return dsp * products_per_dsp(family.facts); } // int8, per cycle
};

struct Board {
    std::string name;
    std::string device;
};

// What is taken when neither a device nor a budget is named.
constexpr const char* kDefaultDevice = "xc7z020";

// Every device and board, by name.
const std::vector<Device>& all_devices();
const std::vector<Board>& all_boards();

// The device of this name, or that of the board of this name; upper case is accepted. Throws Error
// naming the nearest known one.
const Device& find_device(std::string_view name);

} // namespace sluice
