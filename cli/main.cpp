// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <unistd.h>

#include "cli/app.h"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return sluice::cli::run(arguments, {std::cout, std::cerr, isatty(STDERR_FILENO) == 1});
}
