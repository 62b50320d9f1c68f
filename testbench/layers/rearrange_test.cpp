// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/rearrange_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("rearrange in RTL equals the emulator and the cycle model") {
    check_layers("rearrange", with_random_parallelism(rearrange_cases(), 1), 1);
}
