// SPDX-License-Identifier: Apache-2.0
// What Yosys makes of two products in one multiplier, and of products of logic: one multiplier
// block for each pair, or none, and a netlist that gives the emulator's bytes.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "testbench/tools/tool_runs.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

constexpr rtl::Mapping kPlain{rtl::Unit::dsp, Packing::none, rtl::Unit::logic};
constexpr rtl::Mapping kSpaced16{rtl::Unit::dsp, Packing::spaced16, rtl::Unit::logic};
constexpr rtl::Mapping kSpaced18{rtl::Unit::dsp, Packing::spaced18, rtl::Unit::logic};
constexpr rtl::Mapping kLogic{rtl::Unit::logic, Packing::none, rtl::Unit::logic};

const char* const kXilinx7 = "synth_xilinx -family xc7 -flatten -noiopad -noclkbuf\n"
                             "check -assert -mapped\n";

ToolRun synthesise(const std::filesystem::path& design, const std::string& commands) {
    return run_yosys(design, "mapped", commands);
}

std::string end_of(const ToolRun& run) {
    return run.log.substr(run.log.size() > 3000 ? run.log.size() - 3000 : 0);
}

// Whether the netlist that `commands` make passes the design's own bench in Icarus.
bool netlist_passes(const std::filesystem::path& design, const std::string& commands) {
    const ToolRun synthesis =
        synthesise(design, commands + "chtype -set block_ram_18 t:RAMB18E1\n"
                                      "chtype -set block_ram_36 t:RAMB36E1\n"
                                      "write_verilog -noattr sim/netlist.v\n");
    INFO(end_of(synthesis));
    REQUIRE(synthesis.code == 0);
    const ToolRun run = run_tool(
        design,
        "iverilog -g2012 -s mapped_icarus_tb -o sim/netlist.vvp sim/netlist.v "
        "sim/mapped_icarus_tb.v $(dirname $(command -v yosys))/../share/yosys/xilinx/cells_sim.v " +
            std::string(SLUICE_SOURCE_DIR) +
            "/testbench/tools/block_ram.v && vvp -N sim/netlist.vvp");
    INFO(run.log);
    CHECK((run.log.find("PASSED") != std::string::npos) !=
          (run.log.find("FAILED") != std::string::npos));
    return run.log.find("PASSED") != std::string::npos;
}

} // namespace

// 18 + 15 + 10 products. Pairs: 9 of two pixels; 2 of output lanes and a lane alone, for 3 input
// lanes; 1 of output lanes for 5.
TEST_CASE("on Xilinx 7 series a pair of products is one DSP block, and the netlist is right") {
    const auto design = mapped_design("test_tools_pairs", kSpaced16);
    const std::string commands = std::string(kXilinx7) + "select -assert-count 23 t:DSP48E1\n";
    CHECK(netlist_passes(design, commands));

    change(design / "rtl" / "sluice_mul_pair.sv", "SumBits'(1) << (Spacing - 1)", "SumBits'(0)");
    CHECK_FALSE(netlist_passes(design, commands));
}

// Minutes of Yosys: testbench/run_soak.sh runs these two.
TEST_CASE("without packing each product is a DSP block", "[.][soak]") {
    const auto design = mapped_design("test_tools_products", kPlain);
    const ToolRun run =
        synthesise(design, std::string(kXilinx7) + "select -assert-count 43 t:DSP48E1\n");
    INFO(end_of(run));
    CHECK(run.code == 0);
}

TEST_CASE("on UltraScale+ a pair of products is one DSP block") {
    const auto design = mapped_design("test_tools_pairs_up", kSpaced18);
    const ToolRun run = synthesise(design, "synth_xilinx -family xcup -flatten -noiopad -noclkbuf\n"
                                           "select -assert-count 23 t:DSP48E2\n");
    INFO(end_of(run));
    CHECK(run.code == 0);
}

TEST_CASE("products and requantizers of logic take no DSP block, and the netlist is right",
          "[.][soak]") {
    const auto design = mapped_design("test_tools_logic", kLogic);
    CHECK(netlist_passes(design, std::string(kXilinx7) + "select -assert-none t:DSP48E1\n"));
}
