// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/multiply_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("multiply in RTL equals the emulator and the cycle model") {
    check_layers("multiply", with_random_mapping(with_random_parallelism(multiply_cases(), 1), 1),
                 1);
}
