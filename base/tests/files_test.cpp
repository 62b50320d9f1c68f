// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace sluice;
namespace fs = std::filesystem;

namespace {

fs::path scratch() {
    const fs::path dir = fs::path(SLUICE_BINARY_DIR) / "scratch" / "files_test";
    fs::remove_all(dir);
    make_directory(dir);
    return dir;
}

} // namespace

TEST_CASE("what is written is read again, and no part file stays") {
    const fs::path dir = scratch();
    const std::string text("a\0b\n", 4);
    write_file(dir / "x.bin", text);
    write_file(dir / "x.bin", text + text);
    REQUIRE(read_file(dir / "x.bin") == text + text);
    REQUIRE(std::distance(fs::directory_iterator(dir), {}) == 1);
}

TEST_CASE("files that cannot be read or written are named") {
    const fs::path dir = scratch();
    REQUIRE_THROWS_WITH(read_file(dir / "none"), Catch::Contains("none: the file does not exist"));
    REQUIRE_THROWS_WITH(read_file(dir), Catch::Contains("not a file"));
    write_file(dir / "x", "12345");
    REQUIRE_THROWS_WITH(read_file(dir / "x", 4), Catch::Contains("too large"));
    REQUIRE_THROWS_AS(write_file(dir / "no" / "x", "1"), Error);
    REQUIRE_THROWS_AS(make_directory(dir / "x" / "y"), Error);
}
