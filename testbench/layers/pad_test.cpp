// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/pad_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("pad in RTL equals the emulator and the cycle model") {
    check_layers("pad", with_random_parallelism(pad_cases(), 1), 1);
}
