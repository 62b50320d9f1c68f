// SPDX-License-Identifier: Apache-2.0
// The main function of every test program, compiled once.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

int main(int argc, char* argv[]) {
    // Catch gives the number of failures, which must not meet ctest's code of a skipped test.
    return Catch::Session().run(argc, argv) == 0 ? 0 : 1;
}
