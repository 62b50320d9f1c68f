// SPDX-License-Identifier: Apache-2.0
// sluice_mul_pair: two products of a shared operand in one multiplier, summed over Terms multipliers:
// hi_o = sum of hi*b and lo_o = sum of lo*b, each modulo 2^OutBits. One multiplier block a term where
// the family has one of (HiBits+Spacing) x BBits, and no logic besides.
//
// In: hi_i has one less than the high factor where lo_i is negative (the borrow that its sign extension
//   takes), which the sender sees to: with a weight from a memory, when the memory is written.
// Out: of the operands 2 cycles ago; with Summed 3, the products having a register of their own.
// Why it is exact: (hi*2^Spacing + lo) * b = hi*b * 2^Spacing + lo*b. Adding 2^(Spacing-1), which a DSP
//   block does behind its multiplier, keeps the low field from going negative, so that it never borrows
//   from the high one; its top bit inverted gives the low sum back. docs/packing.md.
// Limits: 1 to 3 terms, 1 unless Summed; Spacing >= LoBits + BBits, one more where Terms > 1.
module sluice_mul_pair #(
    parameter int HiBits = 9,    // bits of a high factor
    parameter int LoBits = 8,    // bits of a low factor
    parameter int BBits = 8,     // bits of a shared factor
    parameter int Spacing = 16,  // bits from the low field to the high one
    parameter int Terms = 1,     // multipliers whose products are summed, 1 to 3
    parameter bit Summed = 0,    // 1: a register of their own for the products; needed for Terms > 1
    parameter int OutBits = 16   // bits of a sum
) (
    input  logic                    clk_i,
    input  logic [Terms*HiBits-1:0] hi_i,  // high factors, lessened by one where the low one is negative
    input  logic [Terms*LoBits-1:0] lo_i,  // low factors, signed
    input  logic [Terms*BBits-1:0]  b_i,   // shared factors, signed
    output logic [OutBits-1:0]      hi_o,  // the sum of hi * b
    output logic [OutBits-1:0]      lo_o   // the sum of lo * b
);

  localparam int ABits = HiBits + Spacing;
  localparam int FieldBits = LoBits + BBits + (Terms > 1 ? 2 : 0);
  localparam int SumBits = Spacing + FieldBits;
  localparam logic [SumBits-1:0] HALF = SumBits'(1) << (Spacing - 1);

  if (Terms < 1 || Terms > (Summed ? 3 : 1)) begin : gen_rule_terms
    sluice_rule_pair_has_1_to_3_terms u_rule ();
  end
  if (Spacing < LoBits + BBits + (Terms > 1 ? 1 : 0)) begin : gen_rule_spacing
    sluice_rule_spacing_holds_the_low_sum u_rule ();
  end

  logic signed [SumBits-1:0] sum_q;

  for (genvar t = 0; t < Terms; t++) begin : gen_term
    logic signed [ABits-1:0] a_q;
    logic signed [BBits-1:0] b_q;
    logic [LoBits-1:0] lo;

    assign lo = lo_i[t*LoBits+:LoBits];
    always_ff @(posedge clk_i) begin
      a_q <= {hi_i[t*HiBits+:HiBits], {(Spacing - LoBits) {lo[LoBits-1]}}, lo};
      b_q <= b_i[t*BBits+:BBits];
    end
  end

  if (!Summed) begin : gen_one
    always_ff @(posedge clk_i) sum_q <= SumBits'(gen_term[0].a_q * gen_term[0].b_q) + HALF;
  end else begin : gen_sum
    logic [3*SumBits-1:0] products;

    for (genvar t = 0; t < 3; t++) begin : gen_product
      if (t < Terms) begin : gen_used
        logic signed [ABits+BBits-1:0] product_q;
        always_ff @(posedge clk_i) product_q <= gen_term[t].a_q * gen_term[t].b_q;
        assign products[t*SumBits+:SumBits] = SumBits'(product_q);
      end else begin : gen_none
        assign products[t*SumBits+:SumBits] = '0;
      end
    end
    always_ff @(posedge clk_i) begin
      sum_q <= products[0+:SumBits] + HALF + products[SumBits+:SumBits] +
          products[2*SumBits+:SumBits];
    end
  end

  // The fields, widened or cut to OutBits.
  logic signed [Spacing-1:0] low;
  logic signed [FieldBits-1:0] high;

  assign low  = {~sum_q[Spacing-1], sum_q[Spacing-2:0]};
  assign high = sum_q[Spacing+:FieldBits];
  assign hi_o = OutBits'(high);
  assign lo_o = OutBits'(low);
  if (OutBits < FieldBits) begin : gen_cut_high
    logic unused_high;
    assign unused_high = ^high[FieldBits-1:OutBits];
  end
  if (OutBits < Spacing) begin : gen_cut_low
    logic unused_low;
    assign unused_low = ^low[Spacing-1:OutBits];
  end

endmodule
