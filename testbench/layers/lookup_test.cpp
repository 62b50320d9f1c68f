// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/lookup_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("lookup in RTL equals the emulator and the cycle model") {
    check_layers("lookup", with_random_parallelism(lookup_cases(), 1), 1);
}
