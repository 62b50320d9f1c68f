// SPDX-License-Identifier: Apache-2.0
// The design as files: RTL, memory images, the choices made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::emit {

// Asks for registers behind AXI4-Lite, and says what they tell of the design.
struct Control {
    std::string version; // of Sluice, "1.2.3"
    std::uint64_t hash = 0;
};

// What was written, relative to the directory.
struct Emitted {
    std::vector<std::string> sources;  // SystemVerilog, in compile order: the list in files.f
    std::vector<std::string> includes; // of rtl/, included by name
    std::vector<std::string> images;   // of memories
};

// Writes below `directory`, which exists:
//   rtl/*.sv      the library files in use, one parameter-free module per layer, the top module
//   rtl/files.f   all of them in compile order, one a line, relative to `directory`
//   mem/*.mem     memory images, which the RTL looks for in SLUICE_MEM_DIR (sluice_memory.svh)
//   design.yaml   parallelism and FIFO depths
// Same input, same bytes. Throws Error when a file cannot be written.
Emitted emit(const network::Network& network, const design::Design& design,
             const std::filesystem::path& directory, const std::optional<Control>& control = {});

} // namespace sluice::emit
