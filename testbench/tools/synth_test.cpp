// SPDX-License-Identifier: Apache-2.0
// `sluice synth` below the command line: a design of two equal tables through Yosys and nextpnr.
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>

#include "base/devices.h"
#include "base/error.h"
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

// Two layers of 256-entry tables, which differ in name and contents alone.
Generated two_tables(const std::string& name, const std::optional<emit::Control>& control = {}) {
    network::Network net;
    net.name = "tables";
    net.quantization_method = "none";
    net.tensors.push_back({"x", {3, 5, 4}, 0.05, 3, 8});
    net.inputs.push_back({"x", 0, {4, 3, 5}, true});
    const auto hidden = append_random_layer(net, network::Lookup{}, {0}, 1);
    const auto y = append_random_layer(net, network::Lookup{}, {hidden}, 2);
    net.outputs.push_back({"y", y, {4, 3, 5}, true});
    const design::Design design = design::size_fifos(design::assemble(lower::lower(net)));
    const fs::path folder = fs::path(SLUICE_BINARY_DIR) / "test_synth" / name;
    fs::remove_all(folder);
    make_directory(folder);
    emit::emit(net, design, folder, control);
    return {net, design, folder};
}

SynthResult synthesised(const Generated& generated, const std::string& family, int jobs = 1,
                        bool whole = false, const fs::path& cache = {}) {
    SynthOptions options;
    options.jobs = jobs;
    options.whole = whole;
    options.cache = cache;
    return synthesise(generated.network, generated.design, find_synth_family(family),
                      generated.folder, options);
}

} // namespace

TEST_CASE("equal blocks are synthesised once and counted each") {
    const Generated generated = two_tables("xc7");
    const SynthResult result = synthesised(generated, "xc7");
    REQUIRE(result.blocks.size() == generated.design.nodes.size());
    CHECK(result.distinct == 1);
    CHECK(result.kinds() == std::vector<std::string>{"lookup"});
    CHECK(result.blocks[0].run.use.bram == 0.5);
    CHECK(result.measured("").bram == 1);
    CHECK(result.estimate("lookup").bram == 1);
    CHECK(result.measured("").dsp == 0);
    CHECK(result.measured("").ff == 2 * result.blocks[1].run.use.ff);
    CHECK(result.blocks[0].run.use.lut > 0);
    CHECK(result.measured("conv").lut == 0);
    CHECK(result.slowest() == nullptr);
}

TEST_CASE("control registers are a block of their own, and in the design in one piece") {
    const emit::Control control{"0.1.0", 0x0123456789abcdef};
    const Generated generated = two_tables("control", control);
    const SynthResult result = synthesised(generated, "xc7", 1, true);
    REQUIRE(result.blocks.size() == generated.design.nodes.size() + 1);
    const SynthBlock& block = result.blocks.back();
    CHECK(block.kind == "control");
    CHECK(block.run.use.ff == block.estimate.ff);
    CHECK(std::abs(block.estimate.lut - block.run.use.lut) <= 0.1 * block.run.use.lut);
    CHECK(result.distinct == 2);
    // Its meters are there in one piece too: nothing of it is taken for unused.
    REQUIRE(result.whole.has_value());
    CHECK(result.whole->use.ff >= 0.9 * result.measured("").ff);
}

TEST_CASE("a result is kept by what went into it") {
    const Generated generated = two_tables("kept");
    const fs::path cache = generated.folder / "kept";
    const SynthResult first = synthesised(generated, "xc7", 1, false, cache);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(cache))
        files.push_back(entry.path());
    REQUIRE(files.size() == 1);
    // Taken from there, whatever it says, and made anew when what went in is another.
    write_file(files[0], R"({"dsp": 7, "lut": 1, "ff": 2, "bram": 3, "not_placed": ""})");
    CHECK(synthesised(generated, "xc7", 1, false, cache).blocks[0].run.use.dsp == 7);
    const fs::path source = generated.folder / "rtl" / "sluice_lookup.sv";
    write_file(source, read_file(source) + "// another\n");
    const SynthResult again = synthesised(generated, "xc7", 1, false, cache);
    CHECK(again.blocks[0].run.use.lut == first.blocks[0].run.use.lut);
    write_file(files[0], "{}");
    write_file(source, read_file(source).substr(0, read_file(source).size() - 11));
    CHECK_THROWS_WITH(synthesised(generated, "xc7", 1, false, cache),
                      Catch::Contains("holds no result of synthesis"));
}

TEST_CASE("blocks are placed and routed for iCE40, and say their slowest path") {
    const Generated generated = two_tables("ice40");
    const SynthResult result = synthesised(generated, "ice40", 2, true);
    REQUIRE(result.whole.has_value());
    REQUIRE(result.whole->placed.has_value());
    CHECK(result.whole->use.lut > result.blocks[0].run.use.lut);
    CHECK(result.whole->use.bram == result.measured("").bram);
    REQUIRE(result.slowest() != nullptr);
    const Placed& placed = *result.slowest()->run.placed;
    CHECK(placed.mhz > 0);
    CHECK(1000 / placed.mhz == Approx(placed.logic_ns + placed.routing_ns).epsilon(0.05));
    CHECK(!placed.from.empty());
    CHECK(!placed.to.empty());
}

TEST_CASE("a design that is not the folder's is refused, and so is what Yosys refuses") {
    const Generated generated = two_tables("faults");
    const fs::path top = generated.folder / "rtl" / "tables.sv";
    const std::string text = read_file(top);
    write_file(top, text + "\n");
    CHECK_THROWS_WITH(synthesised(generated, "xc7"), Catch::Contains("generate the folder again"));
    write_file(top, text);
    write_file(generated.folder / "rtl" / "sluice_lookup.sv", "module sluice_lookup(;\n");
    CHECK_THROWS_WITH(synthesised(generated, "xc7"), Catch::Contains("Yosys fails"));
    CHECK_THROWS_WITH(find_synth_family("gowin"),
                      Catch::Contains("choose one of xc7, ecp5, ice40"));
}

TEST_CASE("cells are counted by what they are made of") {
    const Family& xc7 = find_device("xc7z020").family.facts;
    const rtl::Resources use = count_cells("=== top ===\n   Number of cells:   99\n"
                                           "     DSP48E1     3\n     FDRE       7\n"
                                           "     LUT4       5\n     RAM32M     2\n"
                                           "     RAMB18E1   1\n     RAMB36E1   2\n",
                                           xc7);
    CHECK(use.dsp == 3);
    CHECK(use.ff == 7);
    CHECK(use.lut == 13);
    CHECK(use.bram == 2.5);
}
