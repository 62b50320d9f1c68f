// SPDX-License-Identifier: Apache-2.0
#include "base/identifier.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("an identifier keeps what it can of a name") {
    REQUIRE(identifier("Conv_12", "x") == "conv_12");
    REQUIRE(identifier("model/block 1/Conv", "x") == "model_block_1_conv");
    REQUIRE(identifier("12", "net") == "net_12");
    REQUIRE(identifier("", "net") == "net");
    REQUIRE(identifier("///", "net") == "net");
    REQUIRE(identifier("a--b__c", "net") == "a_b_c");
}

TEST_CASE("keywords are no identifiers") {
    REQUIRE(identifier("module", "net") == "module_net");
    REQUIRE(identifier("Output", "net") == "output_net");
}

TEST_CASE("any bytes give a legal identifier") {
    std::mt19937 random(3);
    for (int i = 0; i < 5000; ++i) {
        std::string name(random() % 80, ' ');
        for (char& c : name)
            c = static_cast<char>(random());
        const std::string id = identifier(name, "net");
        REQUIRE(!id.empty());
        REQUIRE(id.size() <= 56);
        REQUIRE((id[0] >= 'a' && id[0] <= 'z'));
        REQUIRE(std::all_of(id.begin(), id.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        }));
    }
}

TEST_CASE("a set makes equal identifiers different") {
    IdentifierSet set;
    REQUIRE(set.unique("a") == "a");
    REQUIRE(set.unique("a_2") == "a_2");
    REQUIRE(set.unique("a") == "a_3");
    REQUIRE(set.unique("a") == "a_4");
}
