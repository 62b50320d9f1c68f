// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/conv_cases.h"

#include <catch2/catch.hpp>

using namespace sluice::testbench;

TEST_CASE("conv in RTL equals the emulator and the cycle model") {
    check_layers("conv", with_random_parallelism(conv_cases(), 1), 1);
}
