// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/layer_bench.h"

#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "base/files.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "testbench/random_network.h"
#include "testbench/simulate.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;

// All cases side by side: inputs "<case>_a", "<case>_b", output "<case>".
network::Network joined_network(const std::string& bench, const std::vector<LayerCase>& cases,
                                std::uint64_t seed) {
    network::Network network;
    network.name = bench;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const LayerCase& one = cases[i];
        std::vector<network::TensorId> inputs;
        for (std::size_t port = 0; port < one.inputs.size(); ++port) {
            const Shape& shape = one.inputs[port];
            const auto id = static_cast<network::TensorId>(network.tensors.size());
            const std::string name = fmt::format("{}_{}", one.name, port);
            network.tensors.push_back({.name = name, .shape = shape});
            network.inputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
            inputs.push_back(id);
        }
        const network::TensorId output =
            append_random_layer(network, one.kind, inputs, seed * 1000 + i);
        network.layers.back().name = one.name;
        const Shape shape = network.tensors[static_cast<std::size_t>(output)].shape;
        network.outputs.push_back(
            {one.name, output, {shape.channels, shape.height, shape.width}, true});
    }
    network::validate(network);
    return network;
}

// A design without FIFO sizing: single layers have no forks.
design::Design design_of(const network::Network& network, const std::vector<LayerCase>& cases) {
    design::Skeleton skeleton = lower::lower(network);
    for (std::size_t i = 0; i < cases.size(); ++i)
        skeleton.layers[i].block = rtl::block_with_mapping(
            rtl::block_with_parallelism(skeleton.layers[i].block, cases[i].parallelism),
            cases[i].mapping);
    return design::assemble(skeleton);
}

fs::path fresh_directory(const std::string& bench) {
    const fs::path dir = fs::path(SLUICE_BINARY_DIR) / "scratch" / "layers" / bench;
    fs::remove_all(dir);
    make_directory(dir);
    return dir;
}

std::string describe(const SimulationResult& result) {
    if (!result.failure.empty())
        return result.failure;
    if (!result.first)
        return "no mismatch";
    const Mismatch& m = *result.first;
    return fmt::format("{} mismatches, the first a {} in frame {} of {} at y={} x={} channel={}: "
                       "expected {}, got {}",
                       result.mismatches, m.kind, m.frame, m.layer, m.y, m.x, m.channel, m.expected,
                       m.actual);
}

void check_cycles(const SimulationResult& result, const design::Design& design,
                  const std::vector<LayerCase>& cases) {
    const design::Timing timing = design::simulate(design);
    REQUIRE_FALSE(timing.deadlock);
    REQUIRE(result.outputs.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        INFO(cases[i].name);
        CHECK(result.outputs[i].latency_cycles == timing.output_latency_cycles[i]);
        CHECK(result.outputs[i].interval_cycles == timing.output_interval_cycles[i]);
    }
    for (const design::Node& node : design.nodes)
        if (node.layer >= 0) {
            const auto i = static_cast<std::size_t>(node.layer);
            INFO(cases[i].name);
            CHECK(result.outputs[i].interval_cycles == rtl::block_interval_cycles(node.block));
        }
}

} // namespace

void check_layers(const std::string& bench, const std::vector<LayerCase>& cases,
                  std::uint64_t seed) {
    INFO("bench " << bench << ", seed " << seed);
    const network::Network network = joined_network(bench, cases, seed);
    const design::Design design = design_of(network, cases);
    const fs::path dir = fresh_directory(bench);
    network::save(network, dir);
    emit::emit(network, design, dir);
    write_testbench(network, design, dir);

    const SimulationResult calm =
        simulate(dir, nullptr, {.frames = 4, .seed = seed, .trace = {}, .small = true});
    INFO(describe(calm));
    REQUIRE(calm.matches());
    REQUIRE(calm.outputs_compared > 0);
    check_cycles(calm, design, cases);

    const SimulationResult stalled = simulate(
        dir, nullptr, {.frames = 3, .stall = 0.4, .seed = seed + 1, .trace = {}, .small = true});
    INFO(describe(stalled));
    REQUIRE(stalled.matches());
}

} // namespace sluice::testbench
