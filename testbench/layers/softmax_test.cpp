// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/softmax_cases.h"

#include <catch2/catch.hpp>

#include "testbench/layers/layer_bench.h"

using namespace sluice::testbench;

TEST_CASE("softmax in RTL equals the emulator and the cycle model") {
    check_layers("softmax", with_random_mapping(with_random_parallelism(softmax_cases(), 1), 1), 1);
}
