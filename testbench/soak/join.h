// SPDX-License-Identifier: Apache-2.0
// Several designs as one, none of them touching another.
#pragma once

#include "testbench/soak/soak_item.h"

namespace sluice::testbench {

struct Joined {
    network::Network network;
    design::Design design;
};

// Names are led by "i<index>_"; the outputs are those of the items, one after the other.
Joined join_items(const std::vector<SoakItem>& items);

} // namespace sluice::testbench
