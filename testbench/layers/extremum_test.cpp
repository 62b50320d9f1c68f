// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/extremum_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("extremum in RTL equals the emulator and the cycle model") {
    check_layers("extremum", with_random_mapping(with_random_parallelism(extremum_cases(), 1), 1),
                 1);
}
