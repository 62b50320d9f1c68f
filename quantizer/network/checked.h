// SPDX-License-Identifier: Apache-2.0
// The whole network's rules. Private to this library.
#pragma once

#include "quantizer/network/network.h"

namespace sluice::network {

// Throws InvalidNetwork, its text naming the layer or tensor, on the first rule broken.
void check_network(const Network& network);

} // namespace sluice::network
