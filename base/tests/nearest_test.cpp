// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("edit distance counts insertions, deletions, substitutions and swaps") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("generaet", "generate") == 1);
    CHECK(edit_distance("mean", "maen") == 1);
}

TEST_CASE("the nearest name is found, a prefix before all") {
    CHECK(nearest("simualte", {"check", "simulate", "emulate"}) == "simulate");
    CHECK(nearest("xc7z020clg400-1", {"xc7z010", "xc7z020"}) == "xc7z020");
    CHECK(nearest("x", {}).empty());
}

TEST_CASE("only near names are worth suggesting") {
    CHECK(is_near("chek", "check"));
    CHECK(is_near("--calibraton", "--calibration"));
    CHECK_FALSE(is_near("banana", "check"));
}
