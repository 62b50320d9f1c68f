// SPDX-License-Identifier: Apache-2.0
// One stream to several readers, each of which gets every beat once.
//
// Beats leave each output in the order in which they came. Eager: an output offers the beat until
// it is taken there; the next beat is offered when the last output has taken it. Let w(n) be the
// cycle in which beat n is taken at the input, t(n) that in which the last output takes it:
//   offered from  max(w(n) + 1, t(n-1) + 1) on every output
//   taken from    t(n-2) + 1
// One beat per cycle when no output stalls. in_ready_o, out_valid_o and out_data_o are registers.
// Limits: Width >= 1, NumOut >= 2.
// Yosys 0.23, 2026-11-21, Width 8: NumOut 2 xc7 13 LUT 19 FF, ecp5 22 LUT 19 FF; Width 24, NumOut 4 xc7
// 35 LUT 53 FF, ecp5 45 LUT 53 FF.
`include "sluice_assert.svh"

module sluice_fork #(
    parameter int NumOut = 2,  // outputs, at least 2
    parameter int Width  = 8   // bits of a beat
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [Width-1:0]        in_data_i,
    output logic [NumOut-1:0]       out_valid_o,  // the beat is offered to each output that has not taken it; registers
    input  logic [NumOut-1:0]       out_ready_i,  // of each output
    output logic [NumOut*Width-1:0] out_data_o    // the beat, once for each output
);

  if (Width < 1) begin : gen_rule_width
    sluice_rule_width_at_least_1 u_rule ();
  end
  if (NumOut < 2) begin : gen_rule_num_out
    sluice_rule_num_out_at_least_2 u_rule ();
  end

  logic [NumOut-1:0] waits_q;  // outputs that have not taken the beat yet
  logic [Width-1:0]  data_q, spare_data_q;
  logic              in_ready_q, spare_valid, push, move;

  // The spare register is only ever full behind a beat that waits.
  assign spare_valid = !in_ready_q;
  assign push        = in_valid_i && in_ready_q;
  assign move        = &(~waits_q | out_ready_i);
  assign in_ready_o  = in_ready_q;
  assign out_valid_o = waits_q;
  assign out_data_o  = {NumOut{data_q}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      waits_q    <= '0;
      in_ready_q <= 1'b1;
    end else if (move) begin
      waits_q    <= {NumOut{push || spare_valid}};
      in_ready_q <= 1'b1;
    end else begin
      waits_q <= waits_q & ~out_ready_i;
      if (push) in_ready_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (in_ready_q) spare_data_q <= in_data_i;
    if (move) data_q <= spare_valid ? spare_data_q : in_data_i;
  end

  `SLUICE_ASSERT(a_order, waits_q != '0 || !spare_valid)

endmodule
