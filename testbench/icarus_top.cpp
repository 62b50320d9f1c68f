// SPDX-License-Identifier: Apache-2.0
// A test bench in plain Verilog for designs small enough for Icarus: no stalls, outputs only. It
// reads the same vectors, and writes what each output gave to sim/icarus_<name>.bin, in the same
// format.
#include <fmt/format.h>

#include "testbench/description.h"

namespace sluice::testbench {

namespace {

// Reads one value of a vector file into `value`; at the end of the file `eof` becomes 1.
std::string read_value(const BenchStream& bench, const std::string& file) {
    if (bench.stream.lane_bits <= 8)
        return fmt::format("value = $fgetc({});", file);
    return fmt::format("value = $fgetc({0}); value = value | ($fgetc({0}) << 8);", file);
}

// One process per input: an outstanding beat waits until it is taken, the next is read after. The
// signals change between the rising edges.
std::string input_process(const BenchStream& in) {
    const rtl::Stream& stream = in.stream;
    return fmt::format(
        R"(
  // Input {name}.
  integer {port}_file, {port}_beat, {port}_lane, {port}_value, {port}_channel;
  initial begin
    {port}_file = $fopen("sim/vectors/tensor_{tensor}.bin", "rb");
    {port}_beat = 0;
    {port}_valid = 0;
    {port}_last = 0;
    {port}_data = 0;
    wait (aresetn);
    while (!in_ended[{index}]) begin
      @(negedge aclk);
      for ({port}_lane = 0; {port}_lane < {lanes}; {port}_lane = {port}_lane + 1) begin
        {port}_channel = ({port}_beat % {groups}) * {lanes} + {port}_lane;
        if ({port}_channel < {channels}) begin : {port}_read
          integer value;
          {read}
          if (value < 0) in_ended[{index}] = 1;
          {port}_data[{port}_lane * {bits} +: {bits}] = value;
        end
      end
      if (!in_ended[{index}]) begin
        {port}_valid = 1;
        {port}_last = ({port}_beat % {beats}) == {beats} - 1;
        @(posedge aclk);
        while (!{port}_ready) @(posedge aclk);
        {port}_beat = {port}_beat + 1;
      end
    end
    {port}_valid = 0;
  end
)",
        fmt::arg("name", in.name), fmt::arg("port", in.port), fmt::arg("index", in.port.substr(2)),
        fmt::arg("tensor", in.tensor), fmt::arg("lanes", stream.lanes),
        fmt::arg("groups", stream.beats_per_group()), fmt::arg("channels", stream.shape.channels),
        fmt::arg("bits", stream.lane_bits), fmt::arg("beats", stream.beats()),
        fmt::arg("read", read_value(in, in.port + "_file")));
}

// One process per output: compares each value with the expected one and writes it down.
std::string output_process(const BenchStream& out) {
    const rtl::Stream& stream = out.stream;
    const bool wide = stream.lane_bits > 8;
    return fmt::format(
        R"(
  // Output {name}.
  integer {port}_file, {port}_log, {port}_beat, {port}_lane, {port}_channel;
  reg signed [15:0] {port}_value;
  initial begin
    {port}_file = $fopen("sim/vectors/tensor_{tensor}.bin", "rb");
    {port}_log = $fopen("sim/icarus_{name}.bin", "wb");
    {port}_beat = 0;
    out_ended[{index}] = $fgetc({port}_file) < 0;
    {port}_lane = $rewind({port}_file);
  end
  always @(posedge aclk)
    if (aresetn && {port}_valid) begin
      for ({port}_lane = 0; {port}_lane < {lanes}; {port}_lane = {port}_lane + 1) begin
        {port}_channel = ({port}_beat % {groups}) * {lanes} + {port}_lane;
        if ({port}_channel < {channels}) begin : {port}_compare
          integer value;
          {read}
          {port}_value = $signed({port}_data[{port}_lane * {bits} +: {bits}]);
          $fwrite({port}_log, "%c", {port}_value[7:0]);
          {write_high}
          compared = compared + 1;
          if ({port}_value[{value_top}:0] !== value[{value_top}:0]) begin
            if (mismatches == 0)
              $display("{name}: beat %0d, channel %0d: expected %h, is %h", {port}_beat,
                       {port}_channel, value[{value_top}:0], {port}_value[{value_top}:0]);
            mismatches = mismatches + 1;
          end
        end
      end
      if ({port}_last !== (({port}_beat % {beats}) == {beats} - 1)) begin
        $display("{name}: beat %0d: wrong tlast", {port}_beat);
        mismatches = mismatches + 1;
      end
      {port}_beat = {port}_beat + 1;
      silence = 0;
      if ({port}_beat % {beats} == 0) begin : {port}_peek
        integer value;
        value = $fgetc({port}_file);
        if (value < 0) out_ended[{index}] = 1;
        else value = $ungetc(value, {port}_file);
      end
    end
)",
        fmt::arg("name", out.name), fmt::arg("port", out.port),
        fmt::arg("index", out.port.substr(3)), fmt::arg("tensor", out.tensor),
        fmt::arg("lanes", stream.lanes), fmt::arg("groups", stream.beats_per_group()),
        fmt::arg("channels", stream.shape.channels), fmt::arg("bits", stream.lane_bits),
        fmt::arg("beats", stream.beats()), fmt::arg("value_top", wide ? 15 : 7),
        fmt::arg("read", read_value(out, out.port + "_file")),
        fmt::arg("write_high",
                 wide ? fmt::format("$fwrite({0}_log, \"%c\", {0}_value[15:8]);", out.port)
                      : std::string()));
}

} // namespace

std::string icarus_top(const Description& description) {
    std::string signals, connections, processes;
    for (const BenchStream& in : description.inputs) {
        signals += fmt::format("  reg {0}_valid, {0}_last;\n  wire {0}_ready;\n"
                               "  reg [{1}:0] {0}_data;\n",
                               in.port, tdata_bits(in.stream) - 1);
        connections += fmt::format(",\n      .s_axis_{0}_tvalid({1}_valid), "
                                   ".s_axis_{0}_tready({1}_ready),\n      "
                                   ".s_axis_{0}_tdata({1}_data), .s_axis_{0}_tlast({1}_last)",
                                   in.name, in.port);
        processes += input_process(in);
    }
    for (const BenchStream& out : description.outputs) {
        signals += fmt::format("  wire {0}_valid, {0}_last;\n  wire [{1}:0] {0}_data;\n", out.port,
                               tdata_bits(out.stream) - 1);
        connections += fmt::format(",\n      .m_axis_{0}_tvalid({1}_valid), "
                                   ".m_axis_{0}_tready(1'b1),\n      "
                                   ".m_axis_{0}_tdata({1}_data), .m_axis_{0}_tlast({1}_last)",
                                   out.name, out.port);
        processes += output_process(out);
    }
    return fmt::format(R"(// SPDX-License-Identifier: Apache-2.0
// The design in Icarus Verilog, on sim/vectors; run by `make -C sim icarus`.
`timescale 1ns / 1ps
module {0}_icarus_tb;
  reg aclk = 0;
  reg aresetn = 0;
  reg [{1}:0] in_ended = 0;
  reg [{2}:0] out_ended = 0;
  integer compared = 0, mismatches = 0, silence = 0;
{3}
  {0} u_dut (
      .aclk(aclk),
      .aresetn(aresetn){4}
  );

  always #5 aclk = !aclk;
  initial begin
    repeat (8) @(negedge aclk);
    aresetn = 1;
    while (!(&out_ended) && silence < {5}) @(negedge aclk) silence = silence + 1;
    repeat (64) @(negedge aclk);
    if (!(&out_ended)) $display("hang: no output for %0d cycles", silence);
    $display("%0d output values compared, %0d mismatches", compared, mismatches);
    if (mismatches != 0 || !(&out_ended)) $display("FAILED");
    else $display("PASSED");
    $finish;
  end
{6}
endmodule
)",
                       description.design, description.inputs.size() - 1,
                       description.outputs.size() - 1, signals, connections,
                       description.frame_cycles, processes);
}

} // namespace sluice::testbench
