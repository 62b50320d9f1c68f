// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/max_place_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("max_place in RTL equals the emulator and the cycle model") {
    check_layers("max_place", with_random_parallelism(max_place_cases(), 1), 1);
}
