// SPDX-License-Identifier: Apache-2.0
// Icarus runs the generated digits network; Verilator's lint has nothing to say.
#include <catch2/catch.hpp>

#include "base/files.h"
#include "testbench/tools/tool_runs.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

ToolRun lint(const std::filesystem::path& design, const std::string& top) {
    return run_tool(design, "verilator --lint-only -Wall -Irtl --top-module " + top + " " +
                                rtl_files(design));
}

} // namespace

TEST_CASE("Icarus runs the digits network to the emulator's bytes") {
    const auto design = digits_design("test_tools_icarus", 16);
    const ToolRun right = run_tool(design, "make -C sim icarus");
    INFO(right.log);
    CHECK(right.code == 0);
    const std::string outputs = read_file(design / "sim" / "icarus_logits.bin");
    CHECK(outputs.size() == 20); // two frames
    CHECK(outputs == read_file(design / "sim" / "vectors" / "tensor_6.bin"));

    // One digit of the first weight of the last layer.
    const auto image = design / "mem" / "digits_l05_fc_weight.mem";
    std::string weights = read_file(image);
    weights[0] = weights[0] == '3' ? '4' : '3';
    write_file(image, weights);
    const ToolRun wrong = run_tool(design, "make -C sim icarus");
    INFO(wrong.log);
    CHECK(wrong.code != 0);
    CHECK(wrong.log.find("FAILED") != std::string::npos);
    CHECK(read_file(design / "sim" / "icarus_logits.bin") != outputs);
}

TEST_CASE("Verilator warns of nothing in generated designs") {
    for (const bool digits : {true, false}) {
        const auto design = digits ? digits_design("test_tools_lint_digits", 4)
                                   : design_of_every_kind("test_tools_lint_every_kind");
        const std::string top = digits ? "digits" : "random";
        const ToolRun right = lint(design, top);
        CHECK(right.log == "");
        CHECK(right.code == 0);

        change(design / "rtl" / (top + ".sv"), "  assign clk_i = aclk;",
               "  assign clk_i = aclk;\n  logic [1:0] orphan;\n  assign orphan = 1'b0;");
        const ToolRun wrong = lint(design, top);
        CHECK(wrong.code != 0);
        CHECK(wrong.log.find("UNUSED") != std::string::npos);
        CHECK(wrong.log.find("WIDTH") != std::string::npos);
    }
}
