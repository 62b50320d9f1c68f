// SPDX-License-Identifier: Apache-2.0
// The end of a block that computes in a pipeline: credits for its operations, a FIFO for its
// results.
//
// Results leave in the order in which they came. Issue n (one result each) may happen from cycle
// r(n-Depth) + 1 on, r being the cycles in which results leave: room_o is high while a credit is
// left, issue_i takes one, and the result of every issue must come at result_valid_i later, in
// order. Since no more than Depth results are ever on their way, the FIFO never refuses one.
// room_o, out_valid_o and out_data_o are registers.
// Limits: Depth >= 2 (sluice_fifo).
`include "sluice_assert.svh"

module sluice_collect #(
    parameter int Width = 8,  // bits of a result
    parameter int Depth = 4   // results that may be on their way, at least 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             issue_i,         // an operation is issued; only with room_o
    output logic             room_o,          // an operation may be issued
    input  logic             result_valid_i,  // a result comes
    input  logic [Width-1:0] result_data_i,   // the result
    output logic             out_valid_o,
    input  logic             out_ready_i,
    output logic [Width-1:0] out_data_o       // the oldest result
);

  logic fifo_ready, unused_room_next;

  sluice_credits #(
      .Credits(Depth)
  ) u_credits (
      .clk_i,
      .rst_ni,
      .issue_i,
      .leave_i    (out_valid_o && out_ready_i),
      .room_o,
      .room_next_o(unused_room_next)
  );

  sluice_fifo #(
      .Width(Width),
      .Depth(Depth)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i (result_valid_i),
      .in_ready_o (fifo_ready),
      .in_data_i  (result_data_i),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_no_result_lost, !result_valid_i || fifo_ready)

endmodule
