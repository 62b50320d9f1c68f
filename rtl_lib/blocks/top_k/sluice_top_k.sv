// SPDX-License-Identifier: Apache-2.0
// The Count largest (smallest) channels of each pixel in falling (rising) order, the lowest index
// first among equals: their values, or their indices.
//
// Beats in: ceil(Channels / Lanes) per pixel; out: one beat of Count lanes per pixel, values as they
// came, or unsigned indices with a leading 0.
// Cycles per frame: its input beats. The pipeline takes 1 + Count * (clog2(Lanes) + 1) cycles from a
// pixel's last beat, the output FIFO 1 (Depth 2) or 2.
// Back-pressure: only the last beat of a pixel waits, for a credit. in_ready_o and out_valid_o are
// registers.
// Limits: 1 <= Lanes <= Channels, 1 <= Count <= Channels.
// Yosys 0.23, xc7, 2026-11-22, Channels 10, Lanes 5, Count 4, Depth 10: 918 LUT 600 FF.

module sluice_top_k #(
    parameter int Channels = 10,  // channels of a pixel
    parameter int Count = 2,      // how many are wanted, 1 to Channels
    parameter int Lanes = 1,      // channels of a beat
    parameter int Depth = 2,      // beats of the output FIFO, at least 2
    parameter bit Largest = 1,    // 1: the largest, falling; 0: the smallest, rising
    parameter bit Indices = 0,    // 1: their indices; 0: their values
    localparam int OutBits = Indices ? $clog2(Channels) + 1 : 8
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic                     in_valid_i,
    output logic                     in_ready_o,
    input  logic [Lanes*8-1:0]       in_data_i,
    output logic                     out_valid_o,
    input  logic                     out_ready_i,
    output logic [Count*OutBits-1:0] out_data_o  // lane k is the k-th
);
  if (Count < 1 || Count > Channels) begin : gen_count_rule
    sluice_rule_count_at_most_channels u_rule ();
  end

  localparam int Groups = (Channels + Lanes - 1) / Lanes;
  localparam int LastLanes = Channels - (Groups - 1) * Lanes;
  localparam int RankLatency = $clog2(Lanes) + 1;
  localparam int Latency = 1 + Count * RankLatency;
  localparam int IndexBits = Channels > 1 ? $clog2(Channels) : 1;
  // A key is larger if it goes before: the value as an unsigned number, then the index inverted.
  // Those of a pixel differ, but for the least: lanes that hold no channel have it too, which tells
  // no other value and index than a channel that has it.
  localparam int KeyBits = 8 + IndexBits;

  logic take, first, last;
  logic [IndexBits-1:0] base;
  logic [Count*OutBits-1:0] results;
  sluice_reduce #(
      .Channels(Channels),
      .Lanes(Lanes),
      .Width(Count * OutBits),
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
      .result_i(results),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  logic unused_last;  // where no beat is padded
  assign unused_last = last;

  logic valid_q, first_q;
  logic [Lanes*KeyBits-1:0] keys_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= take;
    first_q <= first;
  end

  for (genvar i = 0; i < Lanes; i++) begin : gen_key
    logic [7:0] value;
    logic [IndexBits-1:0] index;
    logic [KeyBits-1:0] key;
    assign value = in_data_i[i*8+:8] ^ (Largest ? 8'h80 : 8'h7f);
    assign index = base + IndexBits'(i);
    assign key   = {value, ~index};
    if (i >= LastLanes) begin : gen_padding
      always_ff @(posedge clk_i) keys_q[i*KeyBits+:KeyBits] <= last ? '0 : key;
    end else begin : gen_lane
      always_ff @(posedge clk_i) keys_q[i*KeyBits+:KeyBits] <= key;
    end
  end

  // What a rank lets pass goes to the next; ranks that are done sooner wait for the last.
  for (genvar r = 0; r < Count; r++) begin : gen_rank
    localparam int Wait = (Count - 1 - r) * RankLatency;
    logic valid_in, first_in, valid, first_out;
    logic [Lanes*KeyBits-1:0] keys_in, keys_out;
    logic [KeyBits-1:0] best, waited;
    if (r == 0) begin : gen_first
      assign valid_in = valid_q;
      assign first_in = first_q;
      assign keys_in  = keys_q;
    end else begin : gen_next
      assign valid_in = gen_rank[r-1].valid;
      assign first_in = gen_rank[r-1].first_out;
      assign keys_in  = gen_rank[r-1].keys_out;
    end
    sluice_top_k_rank #(
        .Lanes(Lanes),
        .KeyBits(KeyBits)
    ) u_rank (
        .clk_i,
        .rst_ni,
        .valid_i(valid_in),
        .first_i(first_in),
        .keys_i (keys_in),
        .valid_o(valid),
        .first_o(first_out),
        .keys_o (keys_out),
        .best_o (best)
    );
    if (Wait == 0) begin : gen_done
      logic unused_rest;
      assign waited      = best;
      assign unused_rest = ^{valid, first_out, keys_out};
    end else begin : gen_wait
      logic [Wait*KeyBits-1:0] wait_q;
      always_ff @(posedge clk_i) wait_q <= (Wait * KeyBits)'({wait_q, best});
      assign waited = wait_q[(Wait-1)*KeyBits+:KeyBits];
    end
    if (Indices) begin : gen_index
      logic [IndexBits-1:0] index;
      logic unused_value;
      assign index = ~waited[IndexBits-1:0];
      assign unused_value = ^waited[KeyBits-1:IndexBits];
      assign results[r*OutBits+:OutBits] = OutBits'(index);
    end else begin : gen_value
      logic unused_index;
      assign unused_index = ^waited[IndexBits-1:0];
      assign results[r*OutBits+:OutBits] = waited[KeyBits-1:IndexBits] ^ (Largest ? 8'h80 : 8'h7f);
    end
  end
endmodule
