// SPDX-License-Identifier: Apache-2.0
// Commands as a user types them, and what comes back.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "cli/app.h"
#include "cli/tests/files_for_tests.h"

namespace sluice::cli {

namespace fs = std::filesystem;

inline const fs::path kDigits = fs::path(SLUICE_SOURCE_DIR) / "examples/digits";

struct Outcome {
    int code;
    std::string out;
    std::string err;
};

inline Outcome sluice_command(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = run(arguments, {out, err});
    return {code, out.str(), err.str()};
}

inline std::ptrdiff_t entries(const fs::path& folder) {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

// Exit code 2 or 1, one sentence that says `what`, nothing on the standard output.
inline void check_refused(const std::vector<std::string>& arguments, const std::string& what,
                          int code = 2) {
    const Outcome outcome = sluice_command(arguments);
    INFO(outcome.err);
    CHECK(outcome.code == code);
    CHECK(outcome.out.empty());
    const std::size_t line = outcome.err.rfind("sluice: ");
    REQUIRE(line != std::string::npos);
    CHECK(outcome.err.find('\n', line) == outcome.err.size() - 1);
    CHECK_THAT(outcome.err, Catch::Contains(what) && !Catch::Contains("internal error"));
}

inline std::vector<std::string> generate(const fs::path& model, const fs::path& data,
                                         const fs::path& dir) {
    return {"generate", model.string(), "--calibration", data.string(), "-o", dir.string()};
}

} // namespace sluice::cli
