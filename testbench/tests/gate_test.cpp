// SPDX-License-Identifier: Apache-2.0
// Squeeze-and-excitation: one branch sees the whole frame before the other may go on. The FIFO that
// holds the frame meanwhile is sized by the cycle model; nothing stops in Verilator.
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/files.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "testbench/random_network.h"
#include "testbench/simulate.h"

using namespace sluice;
using namespace sluice::testbench;
using network::TensorId;

namespace {

// x - conv - a; mean(a) - full 3 - full C with a table - repeated for every pixel - g; a * g
network::Network gated_network(const Shape& shape, int out_channels) {
    network::Network n;
    n.name = "gated";
    n.quantization_method = "none";
    n.tensors.push_back({"x", shape, 0.02, 3, 8});
    n.inputs.push_back({"x", 0, {shape.channels, shape.height, shape.width}, true});
    std::uint64_t seed = 40;
    const auto add = [&](network::LayerKind kind, std::vector<TensorId> inputs) {
        return append_random_layer(n, std::move(kind), std::move(inputs), ++seed);
    };
    const TensorId a = add(
        network::Conv{.window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, .out_channels = out_channels}, {0});
    const TensorId mean = add(network::GlobalAveragePool{}, {a});
    const TensorId squeezed = add(network::FullyConnected{.out_channels = 3}, {mean});
    network::FullyConnected excite{.out_channels = out_channels};
    excite.requant.table.resize(256);
    const TensorId gate = add(excite, {squeezed});
    const Shape image = n.tensors[a].shape;
    const TensorId repeated =
        add(network::Rearrange{image, 0, {image.pixels(), image.channels}, {0, 1}}, {gate});
    const TensorId y = add(network::Multiply{}, {a, repeated});
    n.outputs.push_back({"y", y, {image.channels, image.height, image.width}, true});
    network::validate(n);
    return n;
}

} // namespace

TEST_CASE("a gate over the whole frame neither stops nor costs the interval") {
    const network::Network n = gated_network({7, 6, 3}, 5);
    design::Skeleton skeleton = lower::lower(n);
    for (design::LayerBlock& layer : skeleton.layers) { // a third of the choices
        const auto choices = rtl::block_choices(layer.block);
        if (!choices.empty())
            layer.block = rtl::block_with_parallelism(layer.block, choices[choices.size() / 3]);
    }
    design::Timing timing;
    const design::Design design = design::size_fifos(design::assemble(skeleton), &timing);
    std::int64_t slowest = 0;
    std::int64_t deepest = 0;
    for (const design::Node& node : design.nodes) {
        slowest = std::max(slowest, rtl::block_interval_cycles(node.block));
        if (const auto* fifo = std::get_if<rtl::Fifo>(&node.block))
            deepest = std::max<std::int64_t>(deepest, fifo->depth * fifo->stream.lanes);
    }
    REQUIRE_FALSE(timing.deadlock);
    CHECK(timing.interval_cycles == slowest);
    CHECK(deepest > 7 * 6 * 5 * 3 / 4); // most of a frame waits in one, the rest around it

    const std::filesystem::path dir = std::filesystem::path(SLUICE_BINARY_DIR) / "test_gate";
    std::filesystem::remove_all(dir);
    make_directory(dir);
    network::save(n, dir);
    emit::emit(n, design, dir);
    write_testbench(n, design, dir);
    const SimulationResult calm = simulate(dir, nullptr, {.frames = 5, .trace = {}});
    INFO(calm.failure);
    CHECK(calm.matches());
    CHECK(calm.interval_cycles == timing.interval_cycles);
    CHECK(calm.latency_cycles == timing.latency_cycles);
    const SimulationResult stalled =
        simulate(dir, nullptr, {.frames = 4, .stall = 0.4, .seed = 7, .trace = {}});
    INFO(stalled.failure);
    CHECK(stalled.matches());
}
