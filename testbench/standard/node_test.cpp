// SPDX-License-Identifier: Apache-2.0
// The ONNX standard's node tests for every operator: none may give wrong numbers, and what is
// refused is refused in words. They are not part of the repository: SLUICE_ONNX_NODE_TESTS names
// the folder of test_*/ folders, by default that of Debian's package libonnx-testdata.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "testbench/standard/node_case.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;

fs::path tests_folder() {
    const char* given = std::getenv("SLUICE_ONNX_NODE_TESTS");
    return given != nullptr ? given : "/usr/share/libonnx-testdata/data/node";
}

struct Counts {
    int passed = 0;
    int failed = 0;
    int refused = 0;
};

} // namespace

TEST_CASE("no node test of the ONNX standard gives wrong numbers") {
    const fs::path folder = tests_folder();
    if (!fs::exists(folder)) {
        WARN("skipped: no ONNX node tests in " << folder << " (SLUICE_ONNX_NODE_TESTS)");
        return;
    }
    std::set<fs::path> cases;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "model.onnx"))
            cases.insert(entry.path());
    std::map<std::string, Counts> by_op;
    Counts all;
    std::string lines;
    std::string failures;
    for (const fs::path& path : cases) {
        const NodeResult result = run_node_case(path);
        for (Counts* counts : {&by_op[result.op], &all})
            ++(result.verdict == Verdict::passed   ? counts->passed
               : result.verdict == Verdict::failed ? counts->failed
                                                   : counts->refused);
        const char* const word = result.verdict == Verdict::passed   ? "passed"
                                 : result.verdict == Verdict::failed ? "FAILED"
                                                                     : "refused";
        const std::string line = fmt::format("{:<8}{:<20}{} {}\n", word, result.op,
                                             path.filename().string(), result.reason);
        lines += line;
        if (result.verdict == Verdict::failed)
            failures += line;
    }
    std::string table;
    for (const auto& [op, counts] : by_op)
        if (counts.passed + counts.failed > 0)
            table += fmt::format("{:<24}{:>4} passed {:>4} failed {:>4} refused\n", op,
                                 counts.passed, counts.failed, counts.refused);
    table += fmt::format("{:<24}{:>4} passed {:>4} failed {:>4} refused\n", "all", all.passed,
                         all.failed, all.refused);
    std::ofstream(fs::path(SLUICE_BINARY_DIR) / "onnx_node_tests.txt") << lines << table;
    WARN(table);
    INFO(failures);
    CHECK(all.failed == 0);
    CHECK(all.passed > 0);
}

TEST_CASE("a node test whose expected output is another one fails") {
    const fs::path from = tests_folder() / "test_sigmoid";
    if (!fs::exists(from)) {
        WARN("skipped: no ONNX node tests in " << tests_folder());
        return;
    }
    const fs::path to = fs::temp_directory_path() / fmt::format("sluice_node_{}", std::rand());
    fs::copy(from, to, fs::copy_options::recursive);
    fs::copy_file(tests_folder() / "test_tanh" / "test_data_set_0" / "output_0.pb",
                  to / "test_data_set_0" / "output_0.pb", fs::copy_options::overwrite_existing);
    CHECK(run_node_case(to).verdict == Verdict::failed);
    fs::remove_all(to);
}

} // namespace sluice::testbench
