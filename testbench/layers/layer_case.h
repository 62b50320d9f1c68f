// SPDX-License-Identifier: Apache-2.0
// One layer at one parallelism, to be tested alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quantizer/network/layer.h"
#include "rtl_lib/parameter.h"

namespace sluice::testbench {

// One layer on inputs of these shapes; weights and other numbers are drawn from the bench's seed.
struct LayerCase {
    std::string name;
    network::LayerKind kind;
    std::vector<Shape> inputs;
    rtl::Parallelism parallelism;
    rtl::Mapping mapping = {};
};

// `cases` with, for each, a parallelism drawn from the block's useful ones by `seed`, so that small
// and large ones alternate; cases that come with a parallelism other than 1 keep it.
std::vector<LayerCase> with_random_parallelism(std::vector<LayerCase> cases, std::uint64_t seed);

// `cases` with, for each, a way of building its block drawn by `seed` from those of its parallelism
// on a family of either packing.
std::vector<LayerCase> with_random_mapping(std::vector<LayerCase> cases, std::uint64_t seed);

} // namespace sluice::testbench
