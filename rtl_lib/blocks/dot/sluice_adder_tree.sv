// SPDX-License-Identifier: Apache-2.0
// sluice_adder_tree: the sum of Inputs signed terms, at most three per register stage:
// ceil(log3(Inputs)) cycles. Sums are modulo 2^OutBits.
module sluice_adder_tree #(
    parameter int Inputs = 9,   // terms, at least 1
    parameter int InBits = 16,  // bits of a term, signed
    parameter int OutBits = 20  // bits of the sum
) (
    input  logic                     clk_i,
    input  logic [Inputs*InBits-1:0] terms_i,  // the terms, term 0 low
    output logic [OutBits-1:0]       sum_o     // their sum
);

  // Sums left after `stages` stages, and their bits.
  function automatic int count_after(input int stages);
    count_after = Inputs;
    for (int s = 0; s < stages; s++) count_after = (count_after + 2) / 3;
  endfunction

  function automatic int bits_after(input int stages);
    int count;
    count = Inputs;
    bits_after = InBits;
    for (int s = 0; s < stages; s++) begin
      bits_after = bits_after + (count == 2 ? 1 : 2);
      count = (count + 2) / 3;
    end
    if (stages > 0 && bits_after > OutBits) bits_after = OutBits;
  endfunction

  function automatic int stage_count(input int inputs);
    int rest;
    rest = inputs;
    stage_count = 0;
    while (rest > 1) begin
      rest = (rest + 2) / 3;
      stage_count = stage_count + 1;
    end
  endfunction

  localparam int Stages = stage_count(Inputs);
  localparam int LastBits = bits_after(Stages);

  for (genvar l = 0; l <= Stages; l++) begin : gen_stage
    localparam int Count = count_after(l);
    localparam int Bits = bits_after(l);
    logic [Count*Bits-1:0] sums;

    if (l == 0) begin : gen_terms
      assign sums = terms_i;
    end else begin : gen_sums
      localparam int Before = count_after(l - 1);
      localparam int BeforeBits = bits_after(l - 1);

      for (genvar s = 0; s < Count; s++) begin : gen_sum
        logic signed [Bits-1:0] sum_q;
        logic signed [BeforeBits-1:0] a, b, c;

        assign a = gen_stage[l-1].sums[3*s*BeforeBits+:BeforeBits];
        if (3 * s + 1 < Before) begin : gen_second
          assign b = gen_stage[l-1].sums[(3*s+1)*BeforeBits+:BeforeBits];
        end else begin : gen_no_second
          assign b = '0;
        end
        if (3 * s + 2 < Before) begin : gen_third
          assign c = gen_stage[l-1].sums[(3*s+2)*BeforeBits+:BeforeBits];
        end else begin : gen_no_third
          assign c = '0;
        end
        always_ff @(posedge clk_i) sum_q <= Bits'(a) + Bits'(b) + Bits'(c);
        assign sums[s*Bits+:Bits] = sum_q;
      end
    end
  end

  if (Stages == 0) begin : gen_no_stage
    logic unused_clk;
    assign unused_clk = clk_i;
  end

  if (OutBits > LastBits) begin : gen_extend
    assign sum_o = {{(OutBits - LastBits) {gen_stage[Stages].sums[LastBits-1]}},
                    gen_stage[Stages].sums};
  end else begin : gen_same
    assign sum_o = gen_stage[Stages].sums[OutBits-1:0];
  end

endmodule
