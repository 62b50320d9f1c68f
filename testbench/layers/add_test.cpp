// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/add_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("add in RTL equals the emulator and the cycle model") {
    check_layers("add", with_random_mapping(with_random_parallelism(add_cases(), 1), 1), 1);
}
