// SPDX-License-Identifier: Apache-2.0
// The choices of a design, to read, edit and pass back with --config.
#pragma once

#include <string>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::emit {

// layers: {NAME: {parallelism: {...}}} and fifos: {NODE: depth}.
std::string design_yaml(const network::Network& network, const design::Design& design);

} // namespace sluice::emit
