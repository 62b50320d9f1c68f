// SPDX-License-Identifier: Apache-2.0
// The harness on a design written by hand: what it measures, and that it sees each kind of fault.
#include <filesystem>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "testbench/process.h"
#include "testbench/tests/tiny_design.h"

using namespace sluice;
using namespace sluice::testbench;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

// Built once: every case runs the same program.
const fs::path& tiny() {
    static const fs::path directory = [] {
        const fs::path path = fs::path(SLUICE_BINARY_DIR) / "test_tiny_design";
        write_tiny_design(path);
        const int code = run_program({"make", "-C", "sim", "build"}, path, path / "build.log");
        INFO(read_file(path / "build.log"));
        REQUIRE(code == 0);
        return path;
    }();
    return directory;
}

struct Outcome {
    int code;
    json result;
    std::string text;
};

Outcome run(TinyFault fault, const std::string& stall, const std::string& seed = "1") {
    plant(tiny(), fault);
    const int code = run_program(
        {"sim/obj_dir/simulation", "--stall", stall, "--seed", seed, "--result", "sim/result.json"},
        tiny(), tiny() / "run.log");
    return {code, json::parse(read_file(tiny() / "sim" / "result.json")),
            read_file(tiny() / "run.log")};
}

json first(const char* kind, int frame, int y, int x, int channel, int expected, int actual) {
    return {{"kind", kind},       {"frame", frame},       {"y", y},          {"x", x},
            {"channel", channel}, {"expected", expected}, {"actual", actual}};
}

} // namespace

TEST_CASE("a right design matches, with and without stalls") {
    for (const char* stall : {"0", "0.3", "0.9"})
        for (const char* seed : {"1", "2", "3"}) {
            INFO("stall " << stall << ", seed " << seed);
            const Outcome outcome = run(TinyFault::none, stall, seed);
            CHECK(outcome.code == 0);
            CHECK(outcome.result["frames"] == 3);
            CHECK(outcome.result["failure"] == "");
            for (const char* group : {"layers", "outputs"})
                for (std::size_t i = 0; i < 2; ++i) {
                    CHECK(outcome.result[group][i]["compared"] == (i == 0 ? 180 : 36));
                    CHECK(outcome.result[group][i]["mismatches"] == 0);
                }
        }
}

TEST_CASE("latency and interval are counted in cycles between beats") {
    const Outcome outcome = run(TinyFault::none, "0");
    // Beat 35 is taken 35 cycles after beat 0, given by plus a cycle later, by sum two later.
    CHECK(outcome.result["outputs"][0]["latency_cycles"] == 36);
    CHECK(outcome.result["outputs"][1]["latency_cycles"] == 37);
    CHECK(outcome.result["outputs"][0]["interval_cycles"] == 36);
    CHECK(outcome.result["outputs"][1]["interval_cycles"] == 36);
    CHECK(outcome.result["cycles"] == 2 * 36 + 37 + 1);
    CHECK(run(TinyFault::none, "0.5").result["cycles"] > 150);
}

TEST_CASE("a wrong value is named at the layer that gave it") {
    const Outcome outcome = run(TinyFault::value, "0.3");
    CHECK(outcome.code == 1);
    const json& layer = outcome.result["layers"][0];
    CHECK(layer["mismatches"] == 1);
    CHECK(layer["first"]["frame"] == 1);
    CHECK(layer["first"]["y"] == 0);
    CHECK(layer["first"]["x"] == 1);
    CHECK(layer["first"]["channel"] == 3);
    CHECK((layer["first"]["expected"].get<int>() ^ 1) == layer["first"]["actual"].get<int>());
    CHECK(outcome.result["layers"][1]["mismatches"] == 1);
    CHECK(outcome.text.find("frame 1, plus, row 0, column 1, channel 3") != std::string::npos);
}

TEST_CASE("a value that is wrong at the edge alone is named there") {
    const Outcome outcome = run(TinyFault::edge_value, "0.3");
    CHECK(outcome.code == 1);
    CHECK(outcome.result["layers"][0]["mismatches"] == 0);
    CHECK(outcome.result["outputs"][0]["mismatches"] == 1);
    CHECK(outcome.result["outputs"][0]["first"]["frame"] == 2);
    CHECK(outcome.result["outputs"][0]["first"]["y"] == 2);
    CHECK(outcome.result["outputs"][0]["first"]["x"] == 3);
    CHECK(outcome.result["outputs"][0]["first"]["channel"] == 0);
}

TEST_CASE("bits above the eighth are compared") {
    const Outcome outcome = run(TinyFault::high_bit, "0");
    CHECK(outcome.result["outputs"][1]["mismatches"] == 3);
    const json& found = outcome.result["outputs"][1]["first"];
    CHECK(found["x"] == 2);
    CHECK(std::abs(found["expected"].get<int>() - found["actual"].get<int>()) == 1024);
}

TEST_CASE("a lost beat is a hang that says who waits") {
    const Outcome outcome = run(TinyFault::lost_beat, "0");
    CHECK(outcome.code == 1);
    const std::string failure = outcome.result["failure"];
    CHECK(failure.find("hang in cycle ") == 0);
    CHECK(failure.find("expected but not offered: plus (frame 2, beat 35)") != std::string::npos);
    CHECK(outcome.result["layers"][0]["first"]["frame"] == 1);
}

TEST_CASE("a beat beyond the last frame is seen") {
    const Outcome outcome = run(TinyFault::extra_beat, "0");
    CHECK(outcome.code == 1);
    CHECK(outcome.result["outputs"][0]["first"]["kind"] == "extra_beat");
}

TEST_CASE("TLAST is checked") {
    const Outcome outcome = run(TinyFault::early_last, "0.3");
    CHECK(outcome.result["outputs"][0]["mismatches"] == 6);
    CHECK(outcome.result["outputs"][0]["first"] == first("tlast", 0, 2, 3, 2, 0, 1));
}

TEST_CASE("data that change while they wait are seen") {
    const Outcome outcome = run(TinyFault::unstable, "0.5");
    CHECK(outcome.code == 1);
    CHECK(outcome.result["outputs"][0]["mismatches"] > 0);
}

TEST_CASE("a broken assertion stops the run and is named") {
    const Outcome outcome = run(TinyFault::assertion, "0");
    CHECK(outcome.code == 1);
    const std::string failure = outcome.result["failure"];
    CHECK(failure.find("broken assertion in cycle ") == 0);
    CHECK(failure.find("tiny.sv:") != std::string::npos);
}

TEST_CASE("missing vectors and bad options are said in a sentence") {
    plant(tiny(), TinyFault::none);
    const auto text = [](const std::vector<std::string>& options) {
        std::vector<std::string> command = {"sim/obj_dir/simulation"};
        command.insert(command.end(), options.begin(), options.end());
        CHECK(run_program(command, tiny(), tiny() / "run.log") == 2);
        return read_file(tiny() / "run.log");
    };
    CHECK(text({"--vectors", "nowhere"}) ==
          "simulation: nowhere/tensor_0.bin is missing or does not hold whole frames\n");
    CHECK(text({"--stall", "1"}) == "simulation: --stall must be at least 0 and below 1\n");
    CHECK(text({"--speed", "1"}) == "simulation: unknown option --speed\n");
}

TEST_CASE("Icarus gives the same bytes and fails on the same faults") {
    if (!program_exists("iverilog")) {
        WARN("skipped: iverilog is not installed");
        return;
    }
    plant(tiny(), TinyFault::none);
    const auto icarus = [](bool passes) {
        const int code =
            run_program({"make", "-C", "sim", "icarus"}, tiny(), tiny() / "icarus.log");
        CHECK((code == 0) == passes);
        return read_file(tiny() / "icarus.log");
    };
    const std::string text = icarus(true);
    INFO(text);
    CHECK(text.find("216 output values compared, 0 mismatches\nPASSED") != std::string::npos);
    const fs::path sim = tiny() / "sim";
    CHECK(read_file(sim / "icarus_y.bin") == read_file(sim / "vectors" / "tensor_1.bin"));
    CHECK(read_file(sim / "icarus_z.bin") == read_file(sim / "vectors" / "tensor_2.bin"));
    plant(tiny(), TinyFault::value);
    CHECK(icarus(false).find("216 output values compared, 2 mismatches\nFAILED") !=
          std::string::npos);
    plant(tiny(), TinyFault::lost_beat);
    CHECK(icarus(false).find("hang: ") != std::string::npos);
}
