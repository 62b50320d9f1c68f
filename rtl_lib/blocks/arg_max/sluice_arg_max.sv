// SPDX-License-Identifier: Apache-2.0
// The index of the largest channel of each pixel, the lowest among equals.
//
// Beats in: ceil(Channels / Lanes) per pixel; out: one beat per pixel, an unsigned index with a leading 0.
// Cycles per frame: its input beats. The pipeline takes clog2(Lanes) + 3 cycles from a pixel's last
// beat, the output FIFO 1 (Depth 2) or 2.
// Back-pressure: only the last beat of a pixel waits, for a credit. in_ready_o and out_valid_o are
// registers.
// Limits: 1 <= Lanes <= Channels.
// Yosys 0.23, xc7, 2026-11-22, Channels 12, Lanes 4, Depth 3: 81 LUT 114 FF.

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
  localparam int Groups = (Channels + Lanes - 1) / Lanes;
  localparam int LastLanes = Channels - (Groups - 1) * Lanes;
  localparam int Levels = $clog2(Lanes);
  localparam int Latency = Levels + 3;

  localparam int CountBits = Channels > 1 ? $clog2(Channels) : 1;

  logic take, first, last;
  logic [CountBits-1:0] base;
  logic [IndexBits-1:0] best_index_q;
  sluice_reduce #(
      .Channels(Channels),
      .Lanes(Lanes),
      .Width(IndexBits),
      .Latency(Latency),
      .Depth(Depth)
  ) u_reduce (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o,
      .take_o  (take),
      .first_o (first),
      .last_o  (last),
      .base_o  (base),
      .result_i(best_index_q),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  logic unused_last;  // where no beat is padded
  assign unused_last = last;

  // What goes along with the tree.
  logic [Levels+1:0] valid_q, first_q;
  logic [(Levels+1)*IndexBits-1:0] base_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[Levels:0], take};
    first_q <= {first_q[Levels:0], first};
    base_q  <= ((Levels + 1) * IndexBits)'({base_q, IndexBits'(base)});
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
  logic [IndexBits-1:0] index_q;
  always_ff @(posedge clk_i) begin
    value_q <= gen_level[Levels].value_q;
    index_q <= base_q[Levels*IndexBits+:IndexBits] + IndexBits'(gen_level[Levels].lane_q);
    if (valid_q[Levels+1] &&
        (first_q[Levels+1] || $signed(value_q) > $signed(best_value_q))) begin
      best_value_q <= value_q;
      best_index_q <= index_q;
    end
  end
endmodule
