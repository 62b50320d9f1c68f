// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/global_average_pool_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("global_average_pool in RTL equals the emulator and the cycle model") {
    check_layers("global_average_pool",
                 with_random_mapping(with_random_parallelism(global_average_pool_cases(), 1), 1),
                 1);
}
