// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <string>

#include <catch2/catch.hpp>

namespace {

std::string hex(std::string_view bytes) {
    std::string text;
    for (const std::uint8_t byte : sluice::sha256(bytes)) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}

} // namespace

TEST_CASE("SHA-256 gives the digests that sha256sum gives") {
    CHECK(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(std::string(55, 'a')) ==
          "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    CHECK(hex(std::string(56, 'a')) ==
          "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    CHECK(hex(std::string(64, 'a')) ==
          "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
    CHECK(hex(std::string(1000, '\xff')) ==
          "b4f73dff046400b76728ab32619e3d89e00132653725f660c62ab9fca975b372");
}
