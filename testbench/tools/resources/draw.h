// SPDX-License-Identifier: Apache-2.0
// Random block instances of the sizes that networks have, with the contents of their memories.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rtl_lib/block.h"
#include "rtl_lib/memory_image.h"

namespace sluice::testbench {

struct DrawnBlock {
    std::string kind;
    rtl::Block block;
    std::vector<rtl::MemoryImage> memories;
};

// The kinds that can be drawn.
const std::vector<std::string>& drawn_kinds();

// An instance of one of drawn_kinds(), at a random parallelism of at most `products` and a random
// mapping of `family`. Same arguments, same instance.
DrawnBlock draw_block(const std::string& kind, std::uint64_t seed, int products,
                      const Family& family);

} // namespace sluice::testbench
