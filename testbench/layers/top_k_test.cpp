// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/top_k_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("top_k in RTL equals the emulator and the cycle model") {
    check_layers("top_k", with_random_parallelism(top_k_cases(), 1), 1);
}
