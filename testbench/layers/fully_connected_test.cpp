// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/fully_connected_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("fully_connected in RTL equals the emulator and the cycle model") {
    check_layers("fully_connected",
                 with_random_mapping(with_random_parallelism(fully_connected_cases(), 1), 1), 1);
}
