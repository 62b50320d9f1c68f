// SPDX-License-Identifier: Apache-2.0
// The largest, or the sum, of Inputs signed numbers: a register stage per level of a tree.
//
// Feed-forward, one set per cycle, no handshake, no reset. Latency: pool_tree_levels() in pool.h: levels
// of two-way comparisons, or of additions of three operands; 0 for one input. OutBits is InBits for the
// largest and grows by two bits per level for the sum.
// Limits: Inputs >= 1.
module sluice_pool_tree #(
    parameter int Inputs = 9,
    parameter int InBits = 8,
    parameter bit Sum = 0,
    parameter int OutBits = 8
) (
    input  logic                     clk_i,
    input  logic [Inputs*InBits-1:0] data_i,
    output logic [OutBits-1:0]       data_o
);
  localparam int Ways = Sum ? 3 : 2;

  // Numbers left after `level` levels.
  function automatic int count_at(input int level);
    count_at = Inputs;
    for (int i = 0; i < level; i++) count_at = (count_at + Ways - 1) / Ways;
  endfunction

  function automatic int tree_levels();
    tree_levels = 0;
    for (int i = 0; i < 32; i++) if (count_at(i) > 1) tree_levels = i + 1;
  endfunction

  localparam int Levels = tree_levels();
  if (OutBits != InBits + (Sum ? 2 * Levels : 0)) begin : gen_width_rule
    sluice_rule_out_bits_grow_by_2_per_level u_rule ();
  end

  for (genvar k = 0; k <= Levels; k++) begin : gen_level
    localparam int Count = count_at(k);
    localparam int Bits = InBits + (Sum ? 2 * k : 0);
    logic [Count*Bits-1:0] numbers;
    if (k == 0) begin : gen_inputs
      assign numbers = data_i;
    end else begin : gen_stage
      localparam int Below = count_at(k - 1);
      localparam int BelowBits = InBits + (Sum ? 2 * (k - 1) : 0);
      logic [Count*Bits-1:0] numbers_q;
      assign numbers = numbers_q;
      for (genvar i = 0; i < Count; i++) begin : gen_number
        localparam int First = i * Ways;
        logic signed [Bits-1:0] a, b, c;
        assign a = Bits'($signed(gen_level[k-1].numbers[First*BelowBits+:BelowBits]));
        if (First + 1 < Below) begin : gen_b
          assign b = Bits'($signed(gen_level[k-1].numbers[(First+1)*BelowBits+:BelowBits]));
        end else begin : gen_no_b
          assign b = Sum ? '0 : a;
        end
        if (Sum && First + 2 < Below) begin : gen_c
          assign c = Bits'($signed(gen_level[k-1].numbers[(First+2)*BelowBits+:BelowBits]));
        end else begin : gen_no_c
          assign c = '0;
        end
        if (Sum) begin : gen_sum
          always_ff @(posedge clk_i) numbers_q[i*Bits+:Bits] <= a + b + c;
        end else begin : gen_largest
          logic unused_c;
          assign unused_c = ^c;
          always_ff @(posedge clk_i) numbers_q[i*Bits+:Bits] <= (b > a) ? b : a;
        end
      end
    end
  end

  assign data_o = gen_level[Levels].numbers;
endmodule
