// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/concat_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("concat in RTL equals the emulator and the cycle model") {
    check_layers("concat", with_random_parallelism(concat_cases(), 1), 1);
}
