// SPDX-License-Identifier: Apache-2.0
// A small network with every layer kind, forks, joins and two outputs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// Random weights, and requantizations that spread the outputs over int8:
//   x 9x7x3 - conv 3x3, pads on two sides - a 8x6x6
//   a - depthwise 3x3 - b; add(a, b) with a table - c
//   c - max pool 2x2 - d 4x3x6 - average pool 3x3, padded - e; d - lookup - f
//   concat(e, f) - g 4x3x12 - grouped conv 2x2 - h 3x2x8 - global average pool - i 1x1x8
//   h - fully connected - j 1x1x10 (output) - arg max - k (output); i is an output too
network::Network mixed_network(std::uint64_t seed);

// The named layers alone: what they read from others are inputs, what none of them reads are
// outputs.
network::Network part_of(const network::Network& whole, const std::vector<std::string>& layers);

// The design of that network, or of a part, with parallelisms that give width converters, padded
// groups and all kernel forms.
design::Design mixed_design(const network::Network& network);

// Everything that `simulate` needs, below `directory`: network, RTL, memories and test bench.
void write_design(const network::Network& network, const design::Design& design,
                  const std::filesystem::path& directory);

} // namespace sluice::testbench
