// SPDX-License-Identifier: Apache-2.0
// A test bench in plain Verilog for designs small enough for Icarus: no stalls, outputs only. It
// reads the same vectors, and writes what each output gave to sim/icarus_<name>.bin, in the same
// format.
#include <fmt/format.h>

#include "generator/control/registers.h"
#include "testbench/description.h"

namespace sluice::testbench {

namespace {

// Reads one value of a vector file into value_of_<port>; at the end of the file it is negative.
std::string read_value(const BenchStream& bench, const std::string& file) {
    const std::string value = "value_of_" + bench.port;
    if (bench.stream.lane_bits <= 8)
        return fmt::format("{} = $fgetc({});", value, file);
    return fmt::format("{0} = $fgetc({1}); {0} = {0} | ($fgetc({1}) << 8);", value, file);
}

// Where element {port}_element of beat {port}_beat lies in its frame, as {port}_at; -1 in padding.
std::string place(const BenchStream& bench) {
    const rtl::Stream& stream = bench.stream;
    return fmt::format(
        R"(
  integer {port}_element, {port}_group, {port}_channel, {port}_x, {port}_at;
  task {port}_place;
    begin
      {port}_group = ({port}_beat % {beats}) / {parts};
      {port}_channel = ({port}_beat % {parts}) * {lanes} + {port}_element / {pixels};
      {port}_x = ({port}_group % {row_groups}) * {pixels} + {port}_element % {pixels};
      {port}_at = (({port}_group / {row_groups}) * {width} + {port}_x) * {channels} + {port}_channel;
      if ({port}_channel >= {channels} || {port}_x >= {width}) {port}_at = -1;
    end
  endtask
)",
        fmt::arg("port", bench.port), fmt::arg("beats", stream.beats()),
        fmt::arg("parts", stream.beats_per_group()), fmt::arg("lanes", stream.lanes),
        fmt::arg("pixels", stream.pixels), fmt::arg("row_groups", stream.groups_per_row()),
        fmt::arg("width", stream.shape.width), fmt::arg("channels", stream.shape.channels));
}

// Reads a frame of the vector file into {port}_frame; at the end of the file the first value is
// negative.
std::string read_frame(const BenchStream& bench) {
    return fmt::format(
        R"(
  integer {port}_file, {port}_index, value_of_{port};
  integer {port}_frame [0:{elements}-1];
  task {port}_read;
    for ({port}_index = 0; {port}_index < {elements}; {port}_index = {port}_index + 1) begin
      {read}
      {port}_frame[{port}_index] = value_of_{port};
    end
  endtask
)",
        fmt::arg("port", bench.port), fmt::arg("elements", bench.stream.shape.elements()),
        fmt::arg("read", read_value(bench, bench.port + "_file")));
}

// One process per input: an outstanding beat waits until it is taken, the next is made after. The
// signals change between the rising edges.
std::string input_process(const BenchStream& in) {
    const rtl::Stream& stream = in.stream;
    return fmt::format(
        R"(
  // Input {name}.
  integer {port}_beat;{place}{read_frame}
  initial begin
    {port}_file = $fopen("sim/vectors/tensor_{tensor}.bin", "rb");
    {port}_beat = 0;
    {port}_valid = 0;
    {port}_last = 0;
    {port}_data = 0;
    wait (aresetn);
    while (!in_ended[{index}]) begin
      @(negedge aclk);
      if ({port}_beat % {beats} == 0) begin
        {port}_read;
        if ({port}_frame[0] < 0) in_ended[{index}] = 1;
      end
      for ({port}_element = 0; {port}_element < {elements}; {port}_element = {port}_element + 1) begin
        {port}_place;
        if ({port}_at >= 0) {port}_data[{port}_element * {bits} +: {bits}] = {port}_frame[{port}_at];
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
        fmt::arg("tensor", in.tensor), fmt::arg("elements", stream.lanes * stream.pixels),
        fmt::arg("bits", stream.lane_bits), fmt::arg("beats", stream.beats()),
        fmt::arg("place", place(in)), fmt::arg("read_frame", read_frame(in)));
}

// One process per output: compares each value with the expected one and writes it down.
std::string output_process(const BenchStream& out) {
    const rtl::Stream& stream = out.stream;
    const bool wide = stream.lane_bits > 8;
    return fmt::format(
        R"(
  // Output {name}.
  integer {port}_log, {port}_beat;{place}{read_frame}
  reg signed [15:0] {port}_value;
  reg [15:0] {port}_expected;
  reg signed [15:0] {port}_given [0:{frame_elements}-1];
  initial begin
    {port}_file = $fopen("sim/vectors/tensor_{tensor}.bin", "rb");
    {port}_log = $fopen("sim/icarus_{name}.bin", "wb");
    {port}_beat = 0;
    {port}_read;
    out_ended[{index}] = {port}_frame[0] < 0;
  end
  always @(posedge aclk)
    if (aresetn && {port}_valid) begin
      for ({port}_element = 0; {port}_element < {elements}; {port}_element = {port}_element + 1) begin
        {port}_place;
        if ({port}_at >= 0) begin
          {port}_expected = {port}_frame[{port}_at];
          {port}_value = $signed({port}_data[{port}_element * {bits} +: {bits}]);
          {port}_given[{port}_at] = {port}_value;
          compared = compared + 1;
          if ({port}_value[{value_top}:0] !== {port}_expected[{value_top}:0]) begin
            if (mismatches == 0)
              $display("{name}: beat %0d, element %0d: expected %h, is %h", {port}_beat,
                       {port}_element, {port}_expected[{value_top}:0], {port}_value[{value_top}:0]);
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
      if ({port}_beat % {beats} == 0) begin
        for ({port}_index = 0; {port}_index < {frame_elements}; {port}_index = {port}_index + 1) begin
          {port}_value = {port}_given[{port}_index];
          $fwrite({port}_log, "%c", {port}_value[7:0]);
          {write_high}
        end
        {port}_read;
        if ({port}_frame[0] < 0) out_ended[{index}] = 1;
      end
    end
)",
        fmt::arg("name", out.name), fmt::arg("port", out.port),
        fmt::arg("index", out.port.substr(3)), fmt::arg("tensor", out.tensor),
        fmt::arg("elements", stream.lanes * stream.pixels),
        fmt::arg("frame_elements", stream.shape.elements()), fmt::arg("bits", stream.lane_bits),
        fmt::arg("beats", stream.beats()), fmt::arg("value_top", wide ? 15 : 7),
        fmt::arg("place", place(out)), fmt::arg("read_frame", read_frame(out)),
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
    if (description.control) // nobody on the bus
        for (const control::BusPort& port : control::bus_ports())
            connections += fmt::format(",\n      .{}({})", port.name,
                                       port.input ? fmt::format("{}'d0", port.bits) : "");
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
