// SPDX-License-Identifier: Apache-2.0
// The design as files: RTL, memory images, the choices made.
#pragma once

#include <filesystem>
#include <string>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::emit {

// Writes below `directory`, which exists:
//   rtl/*.sv      the library files in use, one parameter-free module per layer, the top module
//   rtl/files.f   all of them in compile order, one a line, relative to `directory`
//   mem/*.hex     memory images, named in the RTL as mem/<file>: tools run in `directory`
//   design.yaml   parallelism and FIFO depths
// Same input, same bytes. Throws Error when a file cannot be written.
void emit(const network::Network& network, const design::Design& design,
          const std::filesystem::path& directory);

} // namespace sluice::emit
