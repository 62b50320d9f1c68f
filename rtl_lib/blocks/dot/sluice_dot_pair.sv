// SPDX-License-Identifier: Apache-2.0
// sluice_dot_pair: two weighted sums with one factor of each term in common, a multiplier for each two
// products: hi_o = sum of hi*b, lo_o = sum of lo*b, modulo 2^OutBits, of the operands
// 2 + ceil(log3(Terms)) cycles ago. hi_i is lessened as sluice_mul_pair says.
//
// Where the multiplier's PairBits leave room, the first level of the sums' trees, which adds three, is
// that of sluice_mul_pair, for both at once.
// Limits: PairBits >= HiBits + LoBits + BBits (25 or more for int8).
module sluice_dot_pair #(
    parameter int Terms = 9,      // products of a sum, at least 1
    parameter int HiBits = 8,     // bits of a high factor
    parameter int LoBits = 8,     // bits of a low factor
    parameter int BBits = 8,      // bits of a shared factor
    parameter int PairBits = 25,  // wider operand of the multiplier
    parameter int OutBits = 20    // bits of a sum
) (
    input  logic                    clk_i,
    input  logic [Terms*HiBits-1:0] hi_i,  // high factors, lessened by one where the low one is negative
    input  logic [Terms*LoBits-1:0] lo_i,  // low factors, signed
    input  logic [Terms*BBits-1:0]  b_i,   // shared factors, signed
    output logic [OutBits-1:0]      hi_o,  // the sum of hi * b
    output logic [OutBits-1:0]      lo_o   // the sum of lo * b
);

  localparam int ProductBits = LoBits + BBits;
  // Three products of either sign fit their count times 2^(ProductBits-2), below 2^ProductBits.
  localparam bit Summed = Terms > 1 && PairBits - HiBits > ProductBits;
  localparam int Spacing = Summed ? ProductBits + 1 : ProductBits;
  localparam int Width = Summed ? 3 : 1; // terms of a packed sum
  localparam int Sums = (Terms + Width - 1) / Width;
  localparam int FieldBits = ProductBits + (Summed ? 2 : 0);

  if (PairBits < HiBits + ProductBits) begin : gen_rule_bits
    sluice_rule_pair_fits_the_multiplier u_rule ();
  end

  logic [Sums*FieldBits-1:0] highs, lows;

  for (genvar s = 0; s < Sums; s++) begin : gen_sum
    localparam int First = s * Width;
    localparam int Here = Terms - First < Width ? Terms - First : Width;
    sluice_mul_pair #(
        .HiBits(HiBits),
        .LoBits(LoBits),
        .BBits(BBits),
        .Spacing(Spacing),
        .Terms(Here),
        .Summed(Summed),
        .OutBits(FieldBits)
    ) u_pair (
        .clk_i,
        .hi_i(hi_i[First*HiBits+:Here*HiBits]),
        .lo_i(lo_i[First*LoBits+:Here*LoBits]),
        .b_i(b_i[First*BBits+:Here*BBits]),
        .hi_o(highs[s*FieldBits+:FieldBits]),
        .lo_o(lows[s*FieldBits+:FieldBits])
    );
  end

  sluice_adder_tree #(
      .Inputs(Sums),
      .InBits(FieldBits),
      .OutBits(OutBits)
  ) u_high (
      .clk_i,
      .terms_i(highs),
      .sum_o(hi_o)
  );

  sluice_adder_tree #(
      .Inputs(Sums),
      .InBits(FieldBits),
      .OutBits(OutBits)
  ) u_low (
      .clk_i,
      .terms_i(lows),
      .sum_o(lo_o)
  );

endmodule
