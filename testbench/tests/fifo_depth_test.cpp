// SPDX-License-Identifier: Apache-2.0
// FIFO depths are minimal in the RTL too: with one beat less in any FIFO that has more than the
// least depth, Verilator sees a deadlock or a longer interval. Whole networks:
// testbench/measure.py fifos.
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "testbench/fault_injection.h"
#include "testbench/tests/mixed_network.h"

using namespace sluice;
using namespace sluice::testbench;

TEST_CASE("one beat less in any FIFO deadlocks or costs the interval in Verilator") {
    namespace fs = std::filesystem;
    const fs::path directory = fs::path(SLUICE_BINARY_DIR) / "test_fifo_depths" / "right";
    const network::Network network = mixed_network(1);
    const design::Design design = mixed_design(network);
    write_design(network, design, directory);
    SimulationOptions options;
    options.frames = 4;
    const SimulationResult right = simulate(directory, nullptr, options);
    REQUIRE(right.matches());
    REQUIRE(right.interval_cycles == design::simulate(design).interval_cycles);

    int lowered = 0;
    for (const design::Node& node : design.nodes) {
        const auto* fifo = std::get_if<rtl::Fifo>(&node.block);
        if (fifo == nullptr || fifo->depth == 2)
            continue;
        ++lowered;
        const auto instance = [&](int depth) {
            return fmt::format("sluice_fifo #(.Width({}), .Depth({})) u_{} (",
                               fifo->stream.data_bits(), depth, node.name);
        };
        CAPTURE(node.name, fifo->depth);
        const SimulationResult result = simulate_with_fault(
            directory,
            {"a beat less", design.name + ".sv", instance(fifo->depth), instance(fifo->depth - 1)},
            directory.parent_path() / "shallow", options);
        CHECK(result.mismatches == 0); // late or never, but not wrong
        CHECK((!result.failure.empty() || result.interval_cycles > right.interval_cycles));
    }
    CHECK(lowered >= 1);
}
