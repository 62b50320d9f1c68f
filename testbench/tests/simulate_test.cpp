// SPDX-License-Identifier: Apache-2.0
// Generated designs against the emulator, through the whole of simulate().
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "generator/design/edge_times.h"
#include "testbench/process.h"
#include "testbench/simulate.h"
#include "testbench/tests/mixed_network.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

namespace fs = std::filesystem;

const network::Network& mixed() {
    static const network::Network network = mixed_network(1);
    return network;
}

const design::Design& design_of_mixed() {
    static const design::Design design = mixed_design(mixed());
    return design;
}

// Written once; the cases leave it as they find it.
const fs::path& directory() {
    static const fs::path path = [] {
        const fs::path folder = fs::path(SLUICE_BINARY_DIR) / "test_mixed";
        write_design(mixed(), design_of_mixed(), folder);
        return folder;
    }();
    return path;
}

SimulationOptions options(std::int64_t frames, double stall = 0, std::uint64_t seed = 1) {
    SimulationOptions result;
    result.frames = frames;
    result.stall = stall;
    result.seed = seed;
    return result;
}

// Frame f of the one input: (f + position) / 20.
class Ramp final : public FrameSource {
public:
    std::int64_t frames() const override { return 2; }
    std::vector<float> frame(int, std::int64_t index) const override {
        std::vector<float> values(9 * 7 * 3);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] =
                static_cast<float>(static_cast<double>(index) + static_cast<double>(i)) / 20;
        return values;
    }
};

std::string error_of(const fs::path& path, const FrameSource* data,
                     const SimulationOptions& chosen) {
    try {
        simulate(path, data, chosen);
    } catch (const Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("every layer kind in RTL equals the emulator, stalled or not") {
    for (const double stall : {0.0, 0.3, 0.7}) {
        const SimulationResult result = simulate(directory(), nullptr, options(4, stall));
        INFO(result.failure);
        if (result.first)
            UNSCOPED_INFO(result.first->layer
                          << " frame " << result.first->frame << " y " << result.first->y << " x "
                          << result.first->x << " channel " << result.first->channel << " expected "
                          << result.first->expected << " actual " << result.first->actual << " "
                          << result.first->kind);
        CHECK(result.matches());
        CHECK(result.frames == 4);
        CHECK(result.outputs_compared == 4 * (10 + 1 + 8));
        std::int64_t elements = 0;
        for (const network::Layer& layer : mixed().layers)
            elements += mixed().tensors[static_cast<std::size_t>(layer.output)].shape.elements();
        CHECK(result.layers_compared == 4 * elements);
    }
}

TEST_CASE("measured latency and interval are the predicted ones") {
    const design::Timing timing = design::simulate(design_of_mixed(), 6);
    const SimulationResult result = simulate(directory(), nullptr, options(6));
    CHECK(result.interval_cycles == timing.interval_cycles);
    CHECK(result.latency_cycles == timing.latency_cycles);
    REQUIRE(result.outputs.size() == timing.output_latency_cycles.size());
    for (std::size_t i = 0; i < result.outputs.size(); ++i) {
        CHECK(result.outputs[i].latency_cycles == timing.output_latency_cycles[i]);
        CHECK(result.outputs[i].interval_cycles == timing.output_interval_cycles[i]);
    }
    CHECK(result.predicted_interval_cycles == -1);
    write_file(directory() / "report.json", R"({"latency_cycles": 12, "interval_cycles": 34})");
    const SimulationResult again = simulate(directory(), nullptr, options(1));
    fs::remove(directory() / "report.json");
    CHECK(again.predicted_latency_cycles == 12);
    CHECK(again.predicted_interval_cycles == 34);
    CHECK(again.latency_cycles == timing.latency_cycles);
    CHECK(again.interval_cycles == -1);
}

TEST_CASE("every layer's frames begin and end in the cycles that the model says") {
    const design::Design& design = design_of_mixed();
    const std::vector<design::EdgeTimes> times = design::edge_times(design, 3);
    const SimulationResult result = simulate(directory(), nullptr, options(3));
    REQUIRE(result.layers.size() == mixed().layers.size());
    for (const LayerTimes& layer : result.layers)
        for (std::size_t e = 0; e < design.edges.size(); ++e) {
            const int from = design.edges[e].from.node;
            if (from < 0 || design.nodes[static_cast<std::size_t>(from)].layer != layer.layer)
                continue;
            INFO(mixed().layers[static_cast<std::size_t>(layer.layer)].name);
            CHECK(layer.first_out == times[e].first);
            CHECK(layer.last_out == times[e].last);
        }
}

TEST_CASE("real frames are quantized to the input's scale") {
    const SimulationResult result =
        simulate(directory(), std::make_unique<Ramp>().get(), options(2));
    CHECK(result.matches());
    const std::string vectors = read_file(directory() / "sim" / "vectors" / "tensor_0.bin");
    REQUIRE(vectors.size() == 2 * 9 * 7 * 3);
    CHECK(vectors[0] == 3); // the zero point
    CHECK(vectors[1] == 4); // 0.05 is one step
    CHECK(static_cast<signed char>(vectors[188]) == 127);
    CHECK(vectors[189] == 4); // frame 1 begins a step later
    CHECK(error_of(directory(), std::make_unique<Ramp>().get(), options(3)) ==
          "--data: holds 2 frames, but 3 are to be simulated; use --frames 2 or give more data");
}

TEST_CASE("the layer whose values differ is named, the earliest of the earliest frame") {
    // A weight of the design that the emulator does not know of.
    const fs::path copy = fs::path(SLUICE_BINARY_DIR) / "test_mixed_flipped";
    fs::remove_all(copy);
    simulate(directory(), nullptr, options(1)); // so that the copy is built
    fs::copy(directory(), copy, fs::copy_options::recursive);
    fs::path weights;
    for (const auto& entry : fs::directory_iterator(copy / "mem"))
        if (entry.path().filename().string().find("_l01_depthwise_weight") != std::string::npos)
            weights = entry.path();
    REQUIRE(!weights.empty());
    std::string text = read_file(weights);
    text[0] = text[0] == '0' ? '7' : '0';
    write_file(weights, text);
    const SimulationResult result = simulate(copy, nullptr, options(2));
    CHECK(!result.matches());
    REQUIRE(result.first);
    CHECK(result.first->frame == 0);
    CHECK(result.first->layer == "depthwise");
    CHECK(result.first->kind == "value");
}

TEST_CASE("waveforms are written when asked for") {
    SimulationOptions chosen = options(1);
    chosen.trace = directory() / "wave.fst";
    CHECK(simulate(directory(), nullptr, chosen).matches());
    CHECK(fs::file_size(chosen.trace) > 1000);
}

TEST_CASE("a design that is none and impossible options are said in a sentence") {
    const fs::path empty = fs::path(SLUICE_BINARY_DIR) / "test_empty";
    fs::create_directories(empty);
    CHECK(error_of(empty, nullptr, options(1)).find("this is not a generated design") !=
          std::string::npos);
    CHECK(error_of(directory(), nullptr, options(0)).find("--frames") != std::string::npos);
    CHECK(error_of(directory(), nullptr, options(1, 1.0)).find("--stall") != std::string::npos);
    const std::string path = std::getenv("PATH");
    setenv("PATH", empty.c_str(), 1);
    const std::string error = error_of(directory(), nullptr, options(1));
    setenv("PATH", path.c_str(), 1);
    CHECK(error == "verilator: the program is not in PATH, and simulation needs it; "
                   "install it with: apt install verilator");
}

TEST_CASE("make alone runs the vectors that were generated, Icarus gives the same bytes") {
    const fs::path fresh = fs::path(SLUICE_BINARY_DIR) / "test_mixed_alone";
    write_design(mixed(), design_of_mixed(), fresh);
    CHECK(run_program({"make", "-C", "sim"}, fresh, fresh / "make.log") == 0);
    CHECK(read_file(fresh / "make.log").find("2 frames") != std::string::npos);
    if (!program_exists("iverilog")) {
        WARN("Icarus skipped: iverilog is not installed");
        return;
    }
    const int code = run_program({"make", "-C", "sim", "icarus"}, fresh, fresh / "icarus.log");
    INFO(read_file(fresh / "icarus.log"));
    CHECK(code == 0);
    for (std::size_t i = 0; i < mixed().outputs.size(); ++i) {
        const std::string tensor = std::to_string(mixed().outputs[i].tensor);
        const fs::path sim = fresh / "sim";
        CHECK(read_file(sim / ("icarus_" + design_of_mixed().output_names[i] + ".bin")) ==
              read_file(sim / "vectors" / ("tensor_" + tensor + ".bin")));
    }
}
