// SPDX-License-Identifier: Apache-2.0
// Single layers in RTL against the emulator and the cycle model, many in one simulation.
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

// Builds one design in which every case stands alone, with inputs and an output of its own, and
// requires (Catch2) that the RTL equals the emulator in every value, without stalls and with
// stalls on both sides, and that each case's latency and interval are those of the cycle model,
// the interval also that of the block's own formula.
void check_layers(const std::string& bench, const std::vector<LayerCase>& cases,
                  std::uint64_t seed);

// `cases` with, for each, a parallelism drawn from the block's useful ones by `seed`, so that small
// and large ones alternate; cases that come with a parallelism other than 1 keep it.
std::vector<LayerCase> with_random_parallelism(std::vector<LayerCase> cases, std::uint64_t seed);

// `cases` with, for each, a way of building its block drawn by `seed` from those of its parallelism
// on a family of either packing.
std::vector<LayerCase> with_random_mapping(std::vector<LayerCase> cases, std::uint64_t seed);

} // namespace sluice::testbench
