// SPDX-License-Identifier: Apache-2.0
// Checks of numbers on the command line, whose messages do not spell out the largest double.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace sluice::cli {

inline CLI::Validator number_check(double least, bool or_equal, const std::string& name) {
    return {[=](std::string& text) {
                double value = 0;
                const bool read = CLI::detail::lexical_cast(text, value);
                const bool good = read && (or_equal ? value >= least : value > least);
                return good ? "" : "'" + text + "' is not a number " + name;
            },
            name};
}

inline CLI::Validator above_zero() {
    return number_check(0, false, "above 0");
}

inline CLI::Validator zero_or_more() {
    return number_check(0, true, "of 0 or more");
}

} // namespace sluice::cli
