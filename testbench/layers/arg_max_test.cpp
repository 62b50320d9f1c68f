// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/arg_max_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("arg_max in RTL equals the emulator and the cycle model") {
    check_layers("arg_max", with_random_parallelism(arg_max_cases(), 1), 1);
}
