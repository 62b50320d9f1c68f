// SPDX-License-Identifier: Apache-2.0
#include "testbench/simulate.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "testbench/process.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void require_tools() {
    const std::pair<const char*, const char*> tools[] = {
        {"verilator", "verilator"}, {"make", "make"}, {"g++", "g++"}};
    for (const auto& [program, package] : tools)
        if (!program_exists(program))
            throw Error(program, "the program is not in PATH, and simulation needs it",
                        fmt::format("install it with: apt install {}", package));
}

// The first line that says what went wrong, or the last one.
std::string complaint(const fs::path& log) {
    std::istringstream lines(read_file(log));
    std::string last = "no message";
    for (std::string line; std::getline(lines, line);) {
        if (line.find("rror:") != std::string::npos || line.rfind("%Error", 0) == 0)
            return printable(line, 200);
        if (!line.empty())
            last = line;
    }
    return printable(last, 200);
}

void build(const fs::path& directory, const SimulationOptions& options) {
    const fs::path log = directory / "sim" / "build.log";
    std::vector<std::string> command = {"make", "-C", "sim", "build",
                                        options.trace.empty() ? "TRACE=0" : "TRACE=1"};
    if (options.small)
        command.emplace_back("OPT=-O0");
    if (run_program(command, directory, log) != 0)
        throw Error(log.string(), "the simulation does not build: " + complaint(log),
                    "see this file for the whole message");
}

json read_result(const fs::path& directory, const SimulationOptions& options) {
    const fs::path sim = directory / "sim";
    const fs::path result = sim / "result.json";
    std::error_code ignored;
    fs::remove(result, ignored);
    const char* object_folder = options.trace.empty() ? "obj_dir" : "obj_dir_trace";
    std::vector<std::string> command = {fmt::format("sim/{}/simulation", object_folder),
                                        "--vectors",
                                        "sim/vectors",
                                        "--result",
                                        "sim/result.json",
                                        "--stall",
                                        fmt::format("{}", options.stall),
                                        "--seed",
                                        fmt::format("{}", options.seed)};
    if (!options.trace.empty()) {
        command.push_back("--trace");
        command.push_back(fs::absolute(options.trace).string());
    }
    const int code = run_program(command, directory, sim / "run.log");
    if ((code != 0 && code != 1) || !fs::exists(result, ignored))
        throw Error(
            (sim / "run.log").string(),
            fmt::format("the simulation ended with code {}: {}", code, complaint(sim / "run.log")),
            "see this file for the whole message");
    return json::parse(read_file(result));
}

// Adds a stream's counts to the result, and its first mismatch where that is the earliest.
void add_stream(SimulationResult& result, const network::Network& network, const json& stream) {
    result.mismatches += stream.at("mismatches").get<std::int64_t>();
    if (!stream.contains("first"))
        return;
    const json& first = stream.at("first");
    const auto frame = first.at("frame").get<std::int64_t>();
    if (result.first && result.first->frame <= frame)
        return;
    const int layer = stream.at("layer").get<int>();
    result.first = Mismatch{frame,
                            layer < 0 ? stream.at("name").get<std::string>()
                                      : network.layers.at(static_cast<std::size_t>(layer)).name,
                            first.at("y").get<int>(),
                            first.at("x").get<int>(),
                            first.at("channel").get<int>(),
                            first.at("expected").get<int>(),
                            first.at("actual").get<int>(),
                            first.at("kind").get<std::string>()};
}

SimulationResult to_result(const network::Network& network, const json& run) {
    SimulationResult result;
    result.frames = run.at("frames").get<std::int64_t>();
    result.cycles = run.at("cycles").get<std::int64_t>();
    result.failure = run.at("failure").get<std::string>();
    for (const json& layer : run.at("layers")) {
        result.layers_compared += layer.at("compared").get<std::int64_t>();
        result.layers.push_back({layer.at("layer").get<int>(),
                                 layer.at("frame_starts").get<std::vector<std::int64_t>>(),
                                 layer.at("frame_ends").get<std::vector<std::int64_t>>()});
        add_stream(result, network, layer);
    }
    for (const json& output : run.at("outputs")) {
        result.outputs_compared += output.at("compared").get<std::int64_t>();
        add_stream(result, network, output);
        result.outputs.push_back({output.at("name").get<std::string>(),
                                  output.at("latency_cycles").get<std::int64_t>(),
                                  output.at("interval_cycles").get<std::int64_t>()});
        result.latency_cycles =
            std::max(result.latency_cycles, result.outputs.back().latency_cycles);
        result.interval_cycles =
            std::max(result.interval_cycles, result.outputs.back().interval_cycles);
    }
    return result;
}

void add_predictions(SimulationResult& result, const fs::path& directory) {
    const fs::path path = directory / "report.json";
    if (!fs::exists(path))
        return;
    const json report = json::parse(read_file(path), nullptr, false);
    if (!report.is_object())
        throw Error(path.string(), "this is not the report that generate writes",
                    "generate the design again");
    const auto read = [&](const char* key, std::int64_t& value) {
        if (report.contains(key) && report[key].is_number_integer())
            value = report[key].get<std::int64_t>();
    };
    read("latency_cycles", result.predicted_latency_cycles);
    read("interval_cycles", result.predicted_interval_cycles);
}

} // namespace

SimulationResult simulate(const fs::path& directory, const FrameSource* data,
                          const SimulationOptions& options) {
    if (options.frames < 1)
        throw Error("--frames", "at least one frame must be simulated", "use --frames 3");
    if (!(options.stall >= 0 && options.stall < 1))
        throw Error("--stall", fmt::format("{} is not a probability below 1", options.stall),
                    "use for instance --stall 0.3");
    if (!fs::exists(directory / "rtl" / "files.f") || !fs::exists(directory / "sim" / "Makefile"))
        throw Error(directory.string(), "this is not a generated design: rtl/ or sim/ is missing",
                    "make one with 'sluice generate'");
    if (fs::canonical(directory).string().find_first_of(" \t") != std::string::npos)
        throw Error(directory.string(), "the path has a space, and make cannot build there",
                    "generate into a folder without spaces");
    require_tools();
    const network::Network network = network::load(directory);
    write_vectors(network, directory,
                  data ? quantized_frames(network, *data, options.frames)
                       : random_frames(network, options.frames, options.seed));

    auto start = std::chrono::steady_clock::now();
    build(directory, options);
    const double seconds_build = seconds_since(start);
    start = std::chrono::steady_clock::now();
    SimulationResult result = to_result(network, read_result(directory, options));
    result.seconds_build = seconds_build;
    result.seconds_run = seconds_since(start);
    add_predictions(result, directory);
    return result;
}

} // namespace sluice::testbench
