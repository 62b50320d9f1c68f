// SPDX-License-Identifier: Apache-2.0
// What a design.yaml passed back with --config fixes.
#pragma once

#include <map>

#include "cli/config/config.h"
#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::cli {

// What the pins of layers fix, by index; of a parallelism, what a pin leaves open stays at the
// skeleton's.
struct PinnedLayers {
    std::map<int, rtl::Parallelism> parallelism;
    std::map<int, rtl::MappingPin> mapping;
};

// Throws Error naming the nearest layer when one is not known.
PinnedLayers pinned_layers(const network::Network& network, const design::Skeleton& skeleton,
                           const std::map<std::string, Pin>& pins);

// The skeleton with them; of several mappings that a pin allows, the family's first.
design::Skeleton with_pins(const design::Skeleton& skeleton, const PinnedLayers& pinned,
                           const Family& family);

// The design with the named FIFOs at the given depths. Throws Error naming the nearest FIFO when
// one is not known.
design::Design with_fifo_depths(const design::Design& design,
                                const std::map<std::string, int>& depths);

} // namespace sluice::cli
