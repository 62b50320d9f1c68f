// SPDX-License-Identifier: Apache-2.0
// The Xilinx netlist that Yosys makes of a small design gives the emulator's bytes in Icarus. Its
// cells are Yosys' own models, its block memories ours (block_ram.v).
#include <catch2/catch.hpp>

#include "base/files.h"
#include "testbench/tools/tool_runs.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

ToolRun simulate_netlist(const std::filesystem::path& design) {
    return run_tool(
        design,
        "iverilog -g2012 -s little_icarus_tb -o sim/netlist.vvp sim/netlist.v "
        "sim/little_icarus_tb.v $(dirname $(command -v yosys))/../share/yosys/xilinx/cells_sim.v " +
            std::string(SLUICE_SOURCE_DIR) +
            "/testbench/tools/block_ram.v && vvp -N sim/netlist.vvp");
}

} // namespace

TEST_CASE("the Xilinx netlist of a small design gives the emulator's bytes") {
    const auto design = small_design("test_tools_netlist");
    const ToolRun synthesis =
        run_yosys(design, "little",
                  "synth_xilinx -family xc7 -flatten -noiopad -noclkbuf\ncheck -assert -mapped\n"
                  "select -assert-min 3 t:DSP48E1\nselect -assert-min 2 t:RAMB18E1 t:RAMB36E1\n"
                  "select -assert-min 1 t:RAM32M t:RAM64M\n"
                  "chtype -set block_ram_18 t:RAMB18E1\nchtype -set block_ram_36 t:RAMB36E1\n"
                  "write_verilog -noattr sim/netlist.v\n");
    INFO(synthesis.log.substr(synthesis.log.size() > 3000 ? synthesis.log.size() - 3000 : 0));
    REQUIRE(synthesis.code == 0);

    const ToolRun right = simulate_netlist(design);
    INFO(right.log);
    CHECK(right.code == 0);
    CHECK(right.log.find("PASSED") != std::string::npos);
    const std::string outputs = read_file(design / "sim" / "icarus_y.bin");
    CHECK(outputs.size() == 20);
    CHECK(outputs == read_file(design / "sim" / "vectors" / "tensor_3.bin"));

    // The RTL in the same bench writes the same file.
    const ToolRun rtl = run_tool(design, "make -C sim icarus");
    CHECK(rtl.code == 0);
    CHECK(read_file(design / "sim" / "icarus_y.bin") == outputs);

    // One bit of the convolution's weights, in its block memory: the sign of the window's middle.
    const auto netlist = design / "sim" / "netlist.v";
    std::string text = read_file(netlist);
    const std::string init = ".INIT_02(256'h";
    std::size_t at = 0;
    std::string word = "x";
    while (word.find('x') != std::string::npos) {
        at = text.find(init, at);
        REQUIRE(at != std::string::npos);
        at += init.size();
        word = text.substr(at, 64);
    }
    char& digit = text[at + 62];
    digit = "89abcdef01234567"[std::stoi(std::string(1, digit), nullptr, 16)];
    write_file(netlist, text);
    const ToolRun wrong = simulate_netlist(design);
    INFO(wrong.log);
    CHECK(wrong.log.find("FAILED") != std::string::npos);
}
