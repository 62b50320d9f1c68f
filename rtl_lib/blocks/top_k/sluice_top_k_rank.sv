// SPDX-License-Identifier: Apache-2.0
// One rank of sluice_top_k: keeps the largest key that has passed since a pixel began and lets the
// others pass.
//
// Beats in and out: Lanes keys each, in any order; of the lanes' winner and the key kept so far the
// larger is kept, and the other goes on in the winner's place. Equal keys are told apart by nothing.
// Latency clog2(Lanes) + 1 cycles, a beat in each; nothing waits.
// best_o is the key kept once the beat at the output has been counted.
module sluice_top_k_rank #(
    parameter int Lanes = 1,    // keys at once
    parameter int KeyBits = 12  // bits of a key
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic                     valid_i,  // keys come
    input  logic                     first_i,  // they are their pixel's first
    input  logic [Lanes*KeyBits-1:0] keys_i,   // the keys, lane 0 low
    output logic                     valid_o,  // keys go on
    output logic                     first_o,  // they are their pixel's first
    output logic [Lanes*KeyBits-1:0] keys_o,   // the keys without the one kept
    output logic [KeyBits-1:0]       best_o    // the key kept
);
  localparam int Levels = $clog2(Lanes);

  // What goes along with the tree; bit and beat 0 are the input's.
  logic [Levels:0] valid, first;
  logic [(Levels+1)*Lanes*KeyBits-1:0] keys;
  assign valid[0] = valid_i;
  assign first[0] = first_i;
  assign keys[0+:Lanes*KeyBits] = keys_i;
  for (genvar k = 1; k <= Levels; k++) begin : gen_along
    logic valid_q, first_q;
    logic [Lanes*KeyBits-1:0] keys_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= 1'b0;
      else valid_q <= valid[k-1];
      first_q <= first[k-1];
      keys_q  <= keys[(k-1)*Lanes*KeyBits+:Lanes*KeyBits];
    end
    assign valid[k] = valid_q;
    assign first[k] = first_q;
    assign keys[k*Lanes*KeyBits+:Lanes*KeyBits] = keys_q;
  end

  // Level k holds 2^(Levels-k) candidates, each a key and one bit for each lane: where it came
  // from. Lanes that do not exist hold the least key, and no lane.
  for (genvar k = 0; k <= Levels; k++) begin : gen_level
    localparam int Count = 2 ** (Levels - k);
    logic [Count*KeyBits-1:0] key;
    logic [Count*Lanes-1:0] lane;
    for (genvar i = 0; i < Count; i++) begin : gen_candidate
      if (k == 0 && i >= Lanes) begin : gen_missing
        assign key[i*KeyBits+:KeyBits] = '0;
        assign lane[i*Lanes+:Lanes]    = '0;
      end else if (k == 0) begin : gen_lane
        assign key[i*KeyBits+:KeyBits] = keys_i[i*KeyBits+:KeyBits];
        assign lane[i*Lanes+:Lanes]    = Lanes'(1) << i;
      end else begin : gen_compare
        logic [KeyBits-1:0] left, right, key_q;
        logic [Lanes-1:0] lane_q;
        logic right_wins;
        assign left       = gen_level[k-1].key[2*i*KeyBits+:KeyBits];
        assign right      = gen_level[k-1].key[(2*i+1)*KeyBits+:KeyBits];
        assign right_wins = right > left;
        always_ff @(posedge clk_i) begin
          key_q  <= right_wins ? right : left;
          lane_q <= right_wins ? gen_level[k-1].lane[(2*i+1)*Lanes+:Lanes]
                               : gen_level[k-1].lane[2*i*Lanes+:Lanes];
        end
        assign key[i*KeyBits+:KeyBits] = key_q;
        assign lane[i*Lanes+:Lanes]    = lane_q;
      end
    end
  end

  logic valid_q, first_q, stays;
  logic [KeyBits-1:0] winner, kept, best_q;
  logic [Lanes*KeyBits-1:0] keys_q;
  assign winner = gen_level[Levels].key;
  assign kept   = first[Levels] ? '0 : best_q;
  assign stays  = kept > winner;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= valid[Levels];
    first_q <= first[Levels];
    if (valid[Levels]) best_q <= stays ? kept : winner;
  end
  for (genvar i = 0; i < Lanes; i++) begin : gen_keys
    always_ff @(posedge clk_i) begin
      keys_q[i*KeyBits+:KeyBits] <= gen_level[Levels].lane[i] && !stays
          ? kept : keys[(Levels*Lanes+i)*KeyBits+:KeyBits];
    end
  end

  assign valid_o = valid_q;
  assign first_o = first_q;
  assign keys_o  = keys_q;
  assign best_o  = best_q;
endmodule
