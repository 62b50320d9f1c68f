// SPDX-License-Identifier: Apache-2.0
// Two streams taken beat by beat together: the front end of what computes from two operands.
//
// A beat of each operand is taken into a FIFO of depth 2 (1 cycle); both leave it together in the
// cycle of issue_o, with room_i. operands_o, operand 0 low, are registers and count while issue_o.
// Beat n of an operand is taken at the earliest in the cycle after issue n-2.
// Back-pressure: two beats of an operand wait for those of the other, and for room_i, a register.
// in_ready_o is a register.
// Limits: Width >= 1.
module sluice_pair #(
    parameter int Width = 8  // bits of an operand
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic [1:0]         in_valid_i,  // of each operand
    output logic [1:0]         in_ready_o,  // of each operand; registers
    input  logic [2*Width-1:0] in_data_i,   // operand 0 low
    input  logic               room_i,      // both may leave; a register
    output logic               issue_o,     // both leave
    output logic [2*Width-1:0] operands_o   // both, operand 0 low; registers
);

  logic [1:0] operand_valid;
  assign issue_o = (&operand_valid) && room_i;

  for (genvar i = 0; i < 2; i++) begin : gen_operand
    sluice_fifo #(
        .Width(Width),
        .Depth(2)
    ) u_slack (
        .clk_i,
        .rst_ni,
        .in_valid_i (in_valid_i[i]),
        .in_ready_o (in_ready_o[i]),
        .in_data_i  (in_data_i[i*Width+:Width]),
        .out_valid_o(operand_valid[i]),
        .out_ready_i(issue_o),
        .out_data_o (operands_o[i*Width+:Width])
    );
  end

endmodule
