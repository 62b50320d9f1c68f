// SPDX-License-Identifier: Apache-2.0
// What a design.yaml passed back with --config fixes.
#pragma once

#include <map>

#include "cli/config/config.h"
#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::cli {

// The pinned layers' parallelism by index; what a pin leaves open stays at the skeleton's. Throws
// Error naming the nearest layer when one is not known.
std::map<int, rtl::Parallelism> pinned_layers(const network::Network& network,
                                              const design::Skeleton& skeleton,
                                              const std::map<std::string, Pin>& pins);

// The design with the named FIFOs at the given depths. Throws Error naming the nearest FIFO when
// one is not known.
design::Design with_fifo_depths(const design::Design& design,
                                const std::map<std::string, int>& depths);

} // namespace sluice::cli
