// SPDX-License-Identifier: Apache-2.0
// The integer network as blocks: one block per layer, every parallelism at its least.
#pragma once

#include <vector>

#include "generator/design/design.h"
#include "quantizer/network/network.h"
#include "rtl_lib/memory_image.h"

namespace sluice::lower {

// Layer names become identifiers (base/identifier.h), unique and led by the layer's
// number. Throws Error naming the layer when no block can do it.
design::Skeleton lower(const network::Network& network);

// The ROM contents of a layer's block at its present parallelism.
std::vector<rtl::MemoryImage> layer_memories(const network::Network& network, int layer,
                                             const rtl::Block& block);

} // namespace sluice::lower
