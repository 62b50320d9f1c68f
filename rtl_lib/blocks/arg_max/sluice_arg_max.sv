// SPDX-License-Identifier: Apache-2.0
// The index of the largest channel of each pixel, the lowest among equals.
//
// Beats in: ceil(Channels / Lanes) per pixel; out: one beat per pixel, an unsigned index with a leading 0.
// Cycles per frame: its input beats. The pipeline takes clog2(Lanes) + 3 cycles from a pixel's last
// beat, the output FIFO 1 (Depth 2) or 2.
// Back-pressure: only the last beat of a pixel waits, for a credit. in_ready_o and out_valid_o are
// registers.
// Limits: 1 <= Lanes <= Channels.
// Yosys 0.23, xc7, 2026-11-22, Channels 12, Lanes 4, Depth 3: 84 LUT 115 FF.
`include "sluice_assert.svh"

module sluice_arg_max #(
    parameter int Channels = 10,  // channels of a pixel
    parameter int Lanes = 1,      // channels of a beat
    parameter int Depth = 2,      // beats of the output FIFO, at least 2
    localparam int IndexBits = $clog2(Channels) + 1
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic                 in_valid_i,
    output logic                 in_ready_o,
    input  logic [Lanes*8-1:0]   in_data_i,
    output logic                 out_valid_o,
    input  logic                 out_ready_i,
    output logic [IndexBits-1:0] out_data_o  // the index, with a leading 0
);
  if (Lanes < 1 || Lanes > Channels) begin : gen_lanes_rule
    sluice_rule_lanes_at_most_channels u_rule ();
  end

  localparam int Groups = (Channels + Lanes - 1) / Lanes;
  localparam int LastLanes = Channels - (Groups - 1) * Lanes;
  localparam int Levels = $clog2(Lanes);
  localparam int Latency = Levels + 3;

  logic first, last, last_d, take, issue, leaves;
  logic [IndexBits-1:0] base;
  logic in_ready_q;
  assign in_ready_o = in_ready_q;
  assign take       = in_valid_i && in_ready_q;
  assign issue      = take && last;
  assign leaves     = out_valid_o && out_ready_i;

  // Credits as in sluice_collect; a pixel's last beat needs one.
  localparam int CreditBits = $clog2(Depth + 1);
  logic [CreditBits-1:0] credits_q;
  logic room_q, room_d, fifo_ready;
  assign room_d = issue == leaves ? room_q : leaves || credits_q != CreditBits'(1);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      credits_q  <= CreditBits'(Depth);
      room_q     <= 1'b1;
      in_ready_q <= 1'b1;
    end else begin
      if (issue && !leaves) credits_q <= credits_q - 1'b1;
      if (!issue && leaves) credits_q <= credits_q + 1'b1;
      room_q     <= room_d;
      in_ready_q <= !last_d || room_d;
    end
  end

  if (Groups == 1) begin : gen_one_group
    assign first  = 1'b1;
    assign last   = 1'b1;
    assign last_d = 1'b1;
    assign base   = '0;
  end else begin : gen_groups
    localparam logic [IndexBits-1:0] BEFORE_LAST = IndexBits'((Groups - 2) * Lanes);
    logic [IndexBits-1:0] base_q;  // index of the next beat's lane 0
    logic last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        base_q <= '0;
        last_q <= 1'b0;
      end else begin
        if (take) base_q <= last_q ? '0 : base_q + IndexBits'(Lanes);
        last_q <= last_d;
      end
    end
    assign first  = base_q == '0;
    assign last   = last_q;
    assign last_d = take ? base_q == BEFORE_LAST : last_q;
    assign base   = base_q;
  end

  // What goes along with the tree.
  logic [Latency-1:0] done_q;  // a pixel's last beat
  logic [Levels+1:0] valid_q, first_q;
  logic [(Levels+1)*IndexBits-1:0] base_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      done_q  <= '0;
      valid_q <= '0;
    end else begin
      done_q  <= {done_q[Latency-2:0], issue};
      valid_q <= {valid_q[Levels:0], take};
    end
    first_q <= {first_q[Levels:0], first};
    base_q  <= ((Levels + 1) * IndexBits)'({base_q, base});
  end

  // Level k holds 2^(Levels-k) candidates of value and lane; the right one wins only if larger.
  // Lanes that do not exist hold -128 and stand to the right of those that do.
  for (genvar k = 0; k <= Levels; k++) begin : gen_level
    localparam int Count = 2 ** (Levels - k);
    localparam int LaneBits = (k > 0) ? k : 1;
    logic [Count*8-1:0] value_q;
    logic [Count*LaneBits-1:0] lane_q;
    if (k == 0 && Levels > 0) begin : gen_lane_known  // level 1 needs no lane of level 0
      logic unused_lane;
      assign unused_lane = ^lane_q;
    end
    for (genvar i = 0; i < Count; i++) begin : gen_candidate
      if (k == 0) begin : gen_leaf
        assign lane_q[i] = 1'b0;
        if (i >= Lanes) begin : gen_missing
          always_ff @(posedge clk_i) value_q[i*8+:8] <= 8'h80;
        end else if (i >= LastLanes) begin : gen_padding
          always_ff @(posedge clk_i) value_q[i*8+:8] <= last ? 8'h80 : in_data_i[i*8+:8];
        end else begin : gen_lane
          always_ff @(posedge clk_i) value_q[i*8+:8] <= in_data_i[i*8+:8];
        end
      end else begin : gen_compare
        localparam int Below = (k > 1) ? k - 1 : 1;
        logic [7:0] left, right;
        logic right_wins;
        assign left       = gen_level[k-1].value_q[2*i*8+:8];
        assign right      = gen_level[k-1].value_q[(2*i+1)*8+:8];
        assign right_wins = $signed(right) > $signed(left);
        always_ff @(posedge clk_i) value_q[i*8+:8] <= right_wins ? right : left;
        if (k == 1) begin : gen_lowest
          always_ff @(posedge clk_i) lane_q[i] <= right_wins;
        end else begin : gen_higher
          always_ff @(posedge clk_i) begin
            lane_q[i*k+:k] <= {right_wins, right_wins ? gen_level[k-1].lane_q[(2*i+1)*Below+:Below]
                                                      : gen_level[k-1].lane_q[2*i*Below+:Below]};
          end
        end
      end
    end
  end

  // The beat's winner with its channel, then the best of the pixel's beats.
  logic [7:0] value_q, best_value_q;
  logic [IndexBits-1:0] index_q, best_index_q;
  always_ff @(posedge clk_i) begin
    value_q <= gen_level[Levels].value_q;
    index_q <= base_q[Levels*IndexBits+:IndexBits] + IndexBits'(gen_level[Levels].lane_q);
    if (valid_q[Levels+1] &&
        (first_q[Levels+1] || $signed(value_q) > $signed(best_value_q))) begin
      best_value_q <= value_q;
      best_index_q <= index_q;
    end
  end

  sluice_fifo #(
      .Width(IndexBits),
      .Depth(Depth)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i (done_q[Latency-1]),
      .in_ready_o (fifo_ready),
      .in_data_i  (best_index_q),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_no_result_lost, !done_q[Latency-1] || fifo_ready)
endmodule
