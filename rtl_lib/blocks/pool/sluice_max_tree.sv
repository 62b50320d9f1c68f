// SPDX-License-Identifier: Apache-2.0
// The largest of Inputs signed numbers, a two-way comparison per register stage.
//
// Feed-forward, one set per cycle, no handshake, no reset. Latency: ceil(log2(Inputs)) cycles.
// Limits: Inputs >= 1.
module sluice_max_tree #(
    parameter int Inputs = 9,  // numbers, at least 1
    parameter int Bits = 8     // bits of a number, signed
) (
    input  logic                   clk_i,
    input  logic [Inputs*Bits-1:0] numbers_i,  // the numbers, number 0 low
    output logic [Bits-1:0]        largest_o   // the largest, ceil(log2(Inputs)) cycles later
);
  localparam int Levels = $clog2(Inputs);

  for (genvar k = 0; k <= Levels; k++) begin : gen_level
    localparam int Count = (Inputs + 2 ** k - 1) / 2 ** k;
    logic [Count*Bits-1:0] numbers;
    if (k == 0) begin : gen_inputs
      assign numbers = numbers_i;
    end else begin : gen_stage
      localparam int Below = (Inputs + 2 ** (k - 1) - 1) / 2 ** (k - 1);
      for (genvar i = 0; i < Count; i++) begin : gen_number
        logic [Bits-1:0] left, largest_q;
        assign left = gen_level[k-1].numbers[2*i*Bits+:Bits];
        if (2 * i + 1 < Below) begin : gen_pair
          logic [Bits-1:0] right;
          assign right = gen_level[k-1].numbers[(2*i+1)*Bits+:Bits];
          always_ff @(posedge clk_i)
            largest_q <= ($signed(right) > $signed(left)) ? right : left;
        end else begin : gen_odd
          always_ff @(posedge clk_i) largest_q <= left;
        end
        assign numbers[i*Bits+:Bits] = largest_q;
      end
    end
  end

  assign largest_o = gen_level[Levels].numbers;

  if (Levels == 0) begin : gen_no_level
    logic unused_clk;
    assign unused_clk = clk_i;
  end
endmodule
