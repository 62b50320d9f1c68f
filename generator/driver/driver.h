// SPDX-License-Identifier: Apache-2.0
// DIR/driver: what a program needs to use the IP.
#pragma once

#include <filesystem>
#include <optional>

#include "generator/design/design.h"
#include "generator/emit/emit.h"
#include "quantizer/network/network.h"

namespace sluice::driver {

// Writes DIR/driver: the drivers of drivers/, sluice_registers.h, <name>.h with the design's
// streams and, with `control`, registers.md and registers.json.
void write_driver(const network::Network& network, const design::Design& design,
                  const std::optional<emit::Control>& control,
                  const std::filesystem::path& directory);

} // namespace sluice::driver
