// SPDX-License-Identifier: Apache-2.0
// Single layers in RTL against the emulator and the cycle model, many in one simulation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/layers/layer_case.h"

namespace sluice::testbench {

// Builds one design in which every case stands alone, with inputs and an output of its own, and
// requires (Catch2) that the RTL equals the emulator in every value, without stalls and with
// stalls on both sides, and that each case's latency and interval are those of the cycle model,
// the interval also that of the block's own formula.
void check_layers(const std::string& bench, const std::vector<LayerCase>& cases,
                  std::uint64_t seed);

} // namespace sluice::testbench
