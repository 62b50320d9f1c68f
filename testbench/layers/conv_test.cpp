// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/conv_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("conv in RTL equals the emulator and the cycle model") {
    check_layers("conv", with_random_parallelism(conv_cases(), 1), 1);
}

TEST_CASE("conv built in every way equals the emulator and the cycle model") {
    check_layers("conv_built", with_random_mapping(with_random_parallelism(conv_cases(), 2), 2), 2);
}
