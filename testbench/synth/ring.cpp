// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "testbench/synth/block_run.h"

namespace sluice::testbench {

namespace {

struct Widths {
    int inputs, outputs, in_bits, out_bits;
};

Widths widths_of(const BlockInstance& instance) {
    Widths widths{static_cast<int>(instance.inputs.size()),
                  static_cast<int>(instance.outputs.size()), 0, 0};
    for (const rtl::Stream& stream : instance.inputs)
        widths.in_bits += stream.data_bits();
    for (const rtl::Stream& stream : instance.outputs)
        widths.out_bits += stream.data_bits();
    return widths;
}

std::string bit_range(int bits) {
    return fmt::format("[{}:0]", bits - 1);
}

} // namespace

std::string block_module(const BlockInstance& instance) {
    const Widths widths = widths_of(instance);
    return fmt::format("module sluice_synth_block (\n"
                       "    input  logic clk_i,\n    input  logic rst_ni,\n"
                       "    input  logic {0} in_valid_i,\n    output logic {0} in_ready_o,\n"
                       "    input  logic {2} in_data_i,\n    output logic {1} out_valid_o,\n"
                       "    input  logic {1} out_ready_i,\n    output logic {3} out_data_o\n);\n"
                       "  {4} u_block (.clk_i, .rst_ni, .in_valid_i, .in_ready_o, .in_data_i,\n"
                       "      .out_valid_o, .out_ready_i, .out_data_o);\nendmodule\n",
                       bit_range(widths.inputs), bit_range(widths.outputs),
                       bit_range(widths.in_bits), bit_range(widths.out_bits), instance.text);
}

std::string ring_module(const BlockInstance& instance) {
    const Widths widths = widths_of(instance);
    const int driven = widths.inputs + widths.in_bits + widths.outputs;
    int seen = widths.inputs + widths.outputs + widths.out_bits;
    std::string text = fmt::format(
        "module sluice_synth_ring (input logic clk_i, input logic rst_ni, input logic scan_i,\n"
        "    output logic fold_o);\n"
        "  logic rst_q;\n  logic {0} scan_q;\n  logic {1} seen, fold0_q;\n"
        "  always_ff @(posedge clk_i) begin\n    rst_q <= rst_ni;\n"
        "    scan_q <= {2}'({{scan_q, scan_i}});\n    fold0_q <= seen;\n  end\n"
        "  sluice_synth_block u_dut (.clk_i, .rst_ni(rst_q),\n"
        "      .in_valid_i(scan_q[0 +: {3}]), .out_ready_i(scan_q[{3} +: {4}]),\n"
        "      .in_data_i(scan_q[{5} +: {6}]), .in_ready_o(seen[0 +: {3}]),\n"
        "      .out_valid_o(seen[{3} +: {4}]), .out_data_o(seen[{5} +: {7}]));\n",
        bit_range(driven), bit_range(seen), driven, widths.inputs, widths.outputs,
        widths.inputs + widths.outputs, widths.in_bits, widths.out_bits);
    int level = 0;
    while (seen > 1) {
        const int next = (seen + 3) / 4;
        text += fmt::format("  logic {} fold{}_q;\n  always_ff @(posedge clk_i) begin\n",
                            bit_range(next), level + 1);
        for (int i = 0; i < next; ++i)
            text += fmt::format("    fold{}_q[{}] <= ^fold{}_q[{} +: {}];\n", level + 1, i, level,
                                4 * i, std::min(4, seen - 4 * i));
        text += "  end\n";
        seen = next;
        ++level;
    }
    return text + fmt::format("  assign fold_o = fold{}_q[0];\nendmodule\n", level);
}

} // namespace sluice::testbench
