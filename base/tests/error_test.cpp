// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("an error reads as one sentence") {
    const Error error("net.onnx", "node 'pool3' (MaxPool) has ceil_mode=1, which is not supported",
                      "export it with ceil_mode=0");
    REQUIRE(std::string(error.what()) ==
            "net.onnx: node 'pool3' (MaxPool) has ceil_mode=1, which is not supported; export it "
            "with ceil_mode=0");
    REQUIRE(std::string(Error("", "nothing", "").what()) == "nothing");
}

TEST_CASE("names from strangers cannot break a line or a quote") {
    REQUIRE(printable("a\nb'\"\\\x01\xff") == "a\\x0ab\\x27\\x22\\x5c\\x01\\xff");
    REQUIRE(printable(std::string(200, 'x')).size() == 83);
}

TEST_CASE("a broken invariant is no user error") {
    REQUIRE_THROWS_AS([] { SLUICE_CHECK(1 == 2, "sums"); }(), std::logic_error);
    REQUIRE_NOTHROW([] { SLUICE_CHECK(1 == 1, "sums"); }());
}
