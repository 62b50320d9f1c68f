// SPDX-License-Identifier: Apache-2.0
#include "base/window.h"

#include <stdexcept>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("output sizes follow the ONNX formula") {
    REQUIRE(window_output_shape({32, 32, 3}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 16) ==
            Shape{32, 32, 16});
    REQUIRE(window_output_shape({32, 32, 3}, {3, 3, 2, 2, 1, 1, 0, 0, 1, 1}, 8) ==
            Shape{16, 16, 8});
    REQUIRE(window_output_shape({49, 10, 1}, {10, 4, 2, 2, 1, 1, 4, 1, 5, 1}, 64) ==
            Shape{25, 5, 64});
    REQUIRE(window_output_shape({7, 9, 1}, {3, 3, 1, 1, 2, 3, 0, 0, 0, 0}, 1) == Shape{3, 3, 1});
}

TEST_CASE("a window larger than its padded input is refused") {
    REQUIRE_THROWS_AS(window_output_shape({2, 2, 1}, {3, 3}, 1), std::logic_error);
    REQUIRE(window_output_shape({2, 2, 1}, {3, 3, 1, 1, 1, 1, 1, 0, 0, 1}, 1) == Shape{1, 1, 1});
}
