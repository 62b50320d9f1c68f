// SPDX-License-Identifier: Apache-2.0
// sluice_credits: how many operations may still be issued before a result leaves.
//
// Credits of them at first; issue_i takes one, leave_i gives one back in the next cycle. room_o is high
// while one is left, and a register; room_next_o says what it will be in the next cycle, for an owner
// whose own register depends on it.
// Limits: Credits >= 1; issue_i only with room_o.
`include "sluice_assert.svh"

module sluice_credits #(
    parameter int Credits = 4  // operations on their way at most
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic issue_i,     // an operation is issued; only with room_o
    input  logic leave_i,     // a result leaves
    output logic room_o,      // an operation may be issued
    output logic room_next_o  // room_o in the next cycle; combinational
);

  localparam int CreditBits = $clog2(Credits + 1);

  logic [CreditBits-1:0] credits_q;
  logic                  room_q;

  assign room_o      = room_q;
  assign room_next_o = issue_i == leave_i ? room_q : leave_i || credits_q != CreditBits'(1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      credits_q <= CreditBits'(Credits);
      room_q    <= 1'b1;
    end else begin
      // +1, 0 or -1 in one adder
      credits_q <= credits_q + CreditBits'({{CreditBits{issue_i && !leave_i}}, issue_i != leave_i});
      room_q    <= room_next_o;
    end
  end

  `SLUICE_ASSERT(a_issue_with_credit, !issue_i || room_q)
  `SLUICE_ASSERT(a_room, room_q == (credits_q != '0))

endmodule
