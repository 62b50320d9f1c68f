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
    int integers = 0; // of those that passed
};

// Eight bits on both sides: two steps of the output, and what one step of the input makes of it.
constexpr double kMostError = 0.03;

// Where a step of the input may change the output by any amount: functions that jump or are
// infinitely steep, and inputs of 10,000 in steps of 40 before an exponential.
const std::set<std::string> kSteep = {"test_log",
                                      "test_round",
                                      "test_softmax_large_number",
                                      "test_softmax_large_number_expanded",
                                      "test_logsoftmax_large_number_expanded",
                                      "test_thresholdedrelu_example"};

std::string integer_text(const IntegerRun& run) {
    return run.ran ? fmt::format("in integers too, off by {:.4f} at most", run.error)
                   : "in float alone: " + run.reason;
}

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
    std::string coarse;
    for (const fs::path& path : cases) {
        const NodeResult result = run_node_case(path);
        for (Counts* counts : {&by_op[result.op], &all})
            ++(result.verdict == Verdict::passed   ? counts->passed
               : result.verdict == Verdict::failed ? counts->failed
                                                   : counts->refused);
        if (result.integers.ran) {
            ++by_op[result.op].integers;
            ++all.integers;
            const std::string name = path.filename().string();
            if (result.integers.error > kMostError && kSteep.count(name) == 0)
                coarse += fmt::format("{} is off by {:.4f}\n", name, result.integers.error);
        }
        const char* const word = result.verdict == Verdict::passed   ? "passed"
                                 : result.verdict == Verdict::failed ? "FAILED"
                                                                     : "refused";
        const std::string line = fmt::format(
            "{:<8}{:<20}{} {}\n", word, result.op, path.filename().string(),
            result.verdict == Verdict::passed ? integer_text(result.integers) : result.reason);
        lines += line;
        if (result.verdict == Verdict::failed)
            failures += line;
    }
    std::string table;
    for (const auto& [op, counts] : by_op)
        if (counts.passed + counts.failed > 0)
            table += fmt::format("{:<24}{:>4} passed ({} in integers) {:>4} failed {:>4} refused\n",
                                 op, counts.passed, counts.integers, counts.failed, counts.refused);
    table += fmt::format("{:<24}{:>4} passed ({} in integers) {:>4} failed {:>4} refused\n", "all",
                         all.passed, all.integers, all.failed, all.refused);
    std::ofstream(fs::path(SLUICE_BINARY_DIR) / "onnx_node_tests.txt") << lines << table;
    WARN(table);
    INFO(failures);
    CHECK(all.failed == 0);
    CHECK(coarse == "");
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

TEST_CASE("integers that are far from the float graph's outputs are seen") {
    graph::Graph graph;
    graph.values = {{"x", {1, 1, 4}}, {"y", {1, 1, 4}}};
    graph.inputs = {{"x", 0, {4}, true}};
    graph.outputs = {{"y", 1, {4}, true}};
    graph.nodes = {{"y", {"y"}, graph::Activation{}, {0}, 1}};
    const FrameValues x = {{{-1.0F, 0.5F, 1.0F, 0.25F}}};
    FrameValues y = {{{0.0F, 0.5F, 1.0F, 0.25F}}};
    CHECK(run_integers(graph, x, y).error < kMostError);
    y[0][0][1] += 0.05F;
    CHECK(run_integers(graph, x, y).error > kMostError);
}

} // namespace sluice::testbench
