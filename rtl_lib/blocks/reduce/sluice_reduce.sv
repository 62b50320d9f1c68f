// SPDX-License-Identifier: Apache-2.0
// The handshakes of what gives one result for all channels of a pixel: its beats are counted in, its
// results come out of a FIFO.
//
// Beats in: ceil(Channels / Lanes) per pixel. In the cycle in which one is taken, take_o is high; first_o and
// last_o say which of its pixel it is, base_o the index of its lane 0. result_i must hold a pixel's result
// Latency cycles after its last beat was taken; out: one beat per pixel.
// Cycles per frame: its input beats. The FIFO takes 1 cycle (Depth 2) or 2.
// Back-pressure: only the last beat of a pixel waits, for a credit. in_ready_o and out_valid_o are
// registers.
// Limits: 1 <= Lanes <= Channels, Latency >= 2, Depth >= 2.
`include "sluice_assert.svh"

module sluice_reduce #(
    parameter int Channels = 10,  // channels of a pixel
    parameter int Lanes = 1,  // channels of a beat
    parameter int Width = 8,  // bits of a result
    parameter int Latency = 3,  // cycles from a last beat to its result
    parameter int Depth = 4,  // beats of the output FIFO, at least 2
    localparam int IndexBits = Channels > 1 ? $clog2(Channels) : 1
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic                 in_valid_i,
    output logic                 in_ready_o,
    output logic                 take_o,  // a beat is taken
    output logic                 first_o,  // it is the first of its pixel
    output logic                 last_o,  // it is the last of its pixel
    output logic [IndexBits-1:0] base_o,  // channel of its lane 0
    input  logic [Width-1:0]     result_i,  // of the pixel whose last beat came Latency cycles ago
    output logic                 out_valid_o,
    input  logic                 out_ready_i,
    output logic [Width-1:0]     out_data_o  // a result, held while it waits
);
  if (Lanes < 1 || Lanes > Channels) begin : gen_lanes_rule
    sluice_rule_lanes_at_most_channels u_rule ();
  end

  localparam int Groups = (Channels + Lanes - 1) / Lanes;

  logic last_d, issue, room_next, unused_room, in_ready_q, fifo_ready;
  logic [Latency-1:0] done_q;  // a pixel's last beat

  assign in_ready_o = in_ready_q;
  assign take_o     = in_valid_i && in_ready_q;
  assign issue      = take_o && last_o;

  // A pixel's last beat needs a credit.
  sluice_credits #(
      .Credits(Depth)
  ) u_credits (
      .clk_i,
      .rst_ni,
      .issue_i    (issue),
      .leave_i    (out_valid_o && out_ready_i),
      .room_o     (unused_room),
      .room_next_o(room_next)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      in_ready_q <= 1'b1;
      done_q     <= '0;
    end else begin
      in_ready_q <= !last_d || room_next;
      done_q     <= {done_q[Latency-2:0], issue};
    end
  end

  if (Groups == 1) begin : gen_one_group
    assign first_o = 1'b1;
    assign last_o  = 1'b1;
    assign last_d  = 1'b1;
    assign base_o  = '0;
  end else begin : gen_groups
    localparam logic [IndexBits-1:0] BEFORE_LAST = IndexBits'((Groups - 2) * Lanes);
    logic [IndexBits-1:0] base_q;
    logic last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        base_q <= '0;
        last_q <= 1'b0;
      end else begin
        if (take_o) base_q <= last_q ? '0 : base_q + IndexBits'(Lanes);
        last_q <= last_d;
      end
    end
    assign first_o = base_q == '0;
    assign last_o  = last_q;
    assign last_d  = take_o ? base_q == BEFORE_LAST : last_q;
    assign base_o  = base_q;
  end

  sluice_fifo #(
      .Width(Width),
      .Depth(Depth)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i (done_q[Latency-1]),
      .in_ready_o (fifo_ready),
      .in_data_i  (result_i),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_no_result_lost, !done_q[Latency-1] || fifo_ready)
endmodule
