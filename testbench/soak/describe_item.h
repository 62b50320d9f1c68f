// SPDX-License-Identifier: Apache-2.0
// Networks and designs in a few lines, for findings.
#pragma once

#include <string>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// A line for each layer: its name and kind, input shapes, output shape, window and groups where it
// has them, the parallelism chosen; then the FIFOs' depths.
std::string describe_item(const network::Network& network, const design::Design& design);

} // namespace sluice::testbench
