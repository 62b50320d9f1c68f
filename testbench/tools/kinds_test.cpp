// SPDX-License-Identifier: Apache-2.0
// Layers that move, multiply and weigh through synthesis for three families: every block maps, uses
// the multipliers and memories that it says, LUTs and flip-flops about so, and on iCE40 keeps its
// frequency.
#include <catch2/catch.hpp>

#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "testbench/random_network.h"
#include "testbench/synth/synth_design.h"

using namespace sluice;
using namespace sluice::testbench;
namespace fs = std::filesystem;

namespace {

struct Generated {
    network::Network network;
    design::Design design;
    fs::path folder;
};

// Side by side: 2x2 pixels out of the channels, a product, a choice, shares, a border, places of
// maxima, and values put back.
// Of logic alone with `logic`, as a family without multiplier blocks wants it.
Generated moving_layers(const std::string& folder, bool logic) {
    network::Network net;
    net.name = "moving";
    net.quantization_method = "none";
    const Shape image{6, 10, 8};
    const auto input = [&](const std::string& name, const Shape& shape) {
        const auto id = static_cast<network::TensorId>(net.tensors.size());
        net.tensors.push_back({name, shape, 0.05, 3, 8});
        net.inputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
        return id;
    };
    const auto layer = [&](network::LayerKind kind, std::vector<network::TensorId> inputs) {
        const std::string name = network::kind_name(kind);
        const auto id = append_random_layer(net, std::move(kind), std::move(inputs), 5);
        const Shape shape = net.tensors[static_cast<std::size_t>(id)].shape;
        net.outputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
    };
    layer(network::Rearrange{{12, 20, 2}, 0, {6, 2, 10, 2, 2}, {80, 4, 8, 2, 1}},
          {input("a", image)});
    layer(network::Multiply{}, {input("b", image), input("c", image)});
    layer(network::Extremum{}, {input("d", image), input("e", image)});
    layer(network::Softmax{}, {input("f", {1, 1, 12})});
    layer(network::Pad{1, 2, 1, 1}, {input("g", image)});
    layer(network::MaxPlace{{2, 2, 2, 2}}, {input("h", image)});
    layer(network::MaxUnpool{2, 2}, {input("i", image), input("j", image)});
    network::validate(net);

    design::Skeleton skeleton = lower::lower(net);
    for (design::LayerBlock& one : skeleton.layers) {
        one.block = rtl::block_with_parallelism(one.block, {2, 2});
        if (logic)
            one.block =
                rtl::block_with_mapping(one.block, rtl::block_mappings(one.block, Family{}).back());
    }
    const design::Design design = design::assemble(skeleton);
    const fs::path path = fs::path(SLUICE_BINARY_DIR) / folder;
    fs::remove_all(path);
    make_directory(path);
    emit::emit(net, design, path);
    return {net, design, path};
}

} // namespace

TEST_CASE("layers that move, multiply and weigh cost what they say on every family") {
    for (const std::string family : {"xc7", "ecp5", "ice40"}) {
        const Generated made = moving_layers("test_kinds_" + family, family == "ice40");
        const SynthResult result =
            synthesise(made.network, made.design, find_synth_family(family), made.folder,
                       {.cache = fs::path(SLUICE_BINARY_DIR) / "synth_cache"});
        REQUIRE(result.blocks.size() == 8); // with the FIFO that holds the unpooling's places
        for (const SynthBlock& block : result.blocks) {
            const rtl::Resources& said = block.estimate;
            const rtl::Resources& used = block.run.use;
            INFO(fmt::format("{} {}: lut {:.0f} for {}, ff {:.0f} for {}, dsp {} for {}, bram {} "
                             "for {}, {:.1f} MHz",
                             family, block.kind, said.lut, used.lut, said.ff, used.ff, said.dsp,
                             used.dsp, said.bram, used.bram,
                             block.run.placed ? block.run.placed->mhz : 0.0));
            CHECK(said.dsp == used.dsp);
            CHECK(said.bram == used.bram);
            if (family != "ice40") {
                CHECK(said.lut == Approx(used.lut).epsilon(0.2).margin(20));
                CHECK(said.ff == Approx(used.ff).epsilon(0.2).margin(20));
            }
            if (block.run.placed)
                CHECK(block.run.placed->mhz >= 80);
        }
    }
}
