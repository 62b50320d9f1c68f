// SPDX-License-Identifier: Apache-2.0
// One stream to several readers, each of which gets every beat once.
//
// Beats leave each output in the order in which they came. Eager: an output offers the beat at
// once and remembers that it was taken; the input's beat goes in the cycle in which the last output
// takes it. One beat per cycle when no output stalls.
// Combinational from in_valid_i and in_data_i to the outputs and from out_ready_i to in_ready_o (no
// path from a ready to a valid): a FIFO follows on each output.
// Yosys 0.23, xc7, 2026-11-21: 2 outputs 5 LUT 2 FF; 4 outputs 10 LUT 4 FF.
// Limits: Width >= 1, NumOut >= 2.
`include "sluice_assert.svh"

module sluice_fork #(
    parameter int NumOut = 2,
    parameter int Width  = 8
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [Width-1:0]        in_data_i,
    output logic [NumOut-1:0]       out_valid_o,
    input  logic [NumOut-1:0]       out_ready_i,
    output logic [NumOut*Width-1:0] out_data_o
);

  if (Width < 1) begin : gen_rule_width
    sluice_rule_width_at_least_1 u_rule ();
  end
  if (NumOut < 2) begin : gen_rule_num_out
    sluice_rule_num_out_at_least_2 u_rule ();
  end

  logic [NumOut-1:0] done_q; // outputs that have taken the beat that still waits

  assign in_ready_o  = &(done_q | out_ready_i);
  assign out_valid_o = {NumOut{in_valid_i}} & ~done_q;
  assign out_data_o  = {NumOut{in_data_i}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni || (in_valid_i && in_ready_o)) done_q <= '0;
    else if (in_valid_i) done_q <= done_q | out_ready_i;
  end

  `SLUICE_ASSERT(a_waiting, in_valid_i || done_q == '0)
  `SLUICE_ASSERT(a_last, done_q != '1)

endmodule
