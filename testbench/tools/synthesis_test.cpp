// SPDX-License-Identifier: Apache-2.0
// Yosys maps the generated digits network to three families, and nothing is left over: no latch, no
// wire with two drivers or none, no unmapped cell.
#include <catch2/catch.hpp>

#include "testbench/tools/tool_runs.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

// What makes a run bad; empty when it is good. Vendor cells are the only ones without a $.
std::string problem(const ToolRun& run) {
    for (const char* bad : {"ERROR", "Driver-driver conflict", "Latch inferred", "has no driver",
                            "multiple conflicting drivers", "found logic loop"})
        if (run.log.find(bad) != std::string::npos)
            return bad;
    return run.code == 0 ? "" : "exit code";
}

const char* const kBefore = "proc\ncheck -assert\nselect -assert-none t:$dlatch t:$adlatch\n";
const char* const kAfter = "check -assert -mapped\nselect -assert-none t:$*\n"
                           "select -assert-none t:*sluice*\n";

void synthesise(const std::string& synth, const std::string& cells) {
    const auto design = digits_design("test_tools_" + synth.substr(0, synth.find(' ')), 4);
    const ToolRun run =
        run_yosys(design, "digits", kBefore + synth + "\n" + kAfter + cells + "stat\n");
    INFO(run.log.substr(run.log.size() > 3000 ? run.log.size() - 3000 : 0));
    CHECK(problem(run) == "");
}

} // namespace

// 8 multipliers: of 4 layers one for the products and one for the requantization each.
TEST_CASE("Yosys synthesises the digits network for Xilinx 7 series") {
    synthesise("synth_xilinx -family xc7 -flatten", "select -assert-count 8 t:DSP48E1\n");
}

TEST_CASE("Yosys synthesises the digits network for ECP5") {
    synthesise("synth_ecp5", "select -assert-min 8 t:MULT18X18D\n");
}

TEST_CASE("Yosys synthesises the digits network for iCE40") {
    synthesise("synth_ice40", "select -assert-none t:SB_MAC16\n");
}

TEST_CASE("the synthesis check sees latches, two drivers, none, and unmapped cells") {
    const auto design = small_design("test_tools_synthesis_faults");
    const auto top = design / "rtl" / "little.sv";
    const std::string anchor = "  assign clk_i = aclk;";
    const auto with = [&](const std::string& fault) {
        change(top, anchor, anchor + fault);
        const std::string found = problem(run_yosys(design, "little", kBefore));
        change(top, anchor + fault, anchor);
        return found;
    };
    CHECK(with("") == "");
    CHECK(
        with("\n  logic q;\n  always_latch if (aresetn) q = aclk;\n  assign m_axis_y_tlast = q;") !=
        "");
    CHECK(with("\n  assign m_axis_y_tvalid = aclk;\n") != "");
    const std::string reset = "  assign rst_ni = aresetn;";
    change(top, reset, "");
    CHECK(problem(run_yosys(design, "little", kBefore)) != "");
    change(top, anchor, anchor + "\n" + reset);
    CHECK(problem(run_yosys(design, "little", std::string("proc\nflatten\n") + kAfter)) != "");
}
