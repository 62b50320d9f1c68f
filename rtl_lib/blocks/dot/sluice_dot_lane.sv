// SPDX-License-Identifier: Apache-2.0
// sluice_dot_lane: one weighted sum, a multiplier for each of its Terms: sum_o = sum of a*b, modulo
// 2^OutBits, of the operands 2 + ceil(log3(Terms)) cycles ago; with Logic, multipliers made of logic,
// 1 + ceil(BBits/2) + ceil(log3(Terms)).
module sluice_dot_lane #(
    parameter int Terms = 9,    // products of a sum, at least 1
    parameter int BBits = 8,    // bits of a factor b
    parameter bit Logic = 0,    // 1: products of logic; 0: of multiplier blocks
    parameter int OutBits = 20  // bits of the sum
) (
    input  logic                   clk_i,
    input  logic [Terms*8-1:0]     a_i,   // factors a, 8 bits each, signed
    input  logic [Terms*BBits-1:0] b_i,   // factors b, signed
    output logic [OutBits-1:0]     sum_o  // the sum of the products
);

  localparam int ProductBits = 8 + BBits;
  logic [Terms*ProductBits-1:0] products;

  for (genvar t = 0; t < Terms; t++) begin : gen_term
    if (Logic) begin : gen_logic
      localparam int Rows = (BBits + 1) / 2;
      logic signed [BBits-1:0] b;
      logic [2*Rows+7:0] product;

      assign b = b_i[t*BBits+:BBits];
      sluice_booth #(
          .ABits(8),
          .Rows(Rows)
      ) u_mul (
          .clk_i,
          .a_i(a_i[t*8+:8]),
          .digits_i({(2 * Rows)'(b), 1'b0}),
          .product_o(product)
      );
      assign products[t*ProductBits+:ProductBits] = product[ProductBits-1:0];
      if (2 * Rows > BBits) begin : gen_sign
        logic unused_sign;
        assign unused_sign = product[2*Rows+7];
      end
    end else begin : gen_block
      sluice_mul #(
          .ABits(8),
          .BBits(BBits)
      ) u_mul (
          .clk_i,
          .a_i(a_i[t*8+:8]),
          .b_i(b_i[t*BBits+:BBits]),
          .product_o(products[t*ProductBits+:ProductBits])
      );
    end
  end

  sluice_adder_tree #(
      .Inputs(Terms),
      .InBits(ProductBits),
      .OutBits(OutBits)
  ) u_tree (
      .clk_i,
      .terms_i(products),
      .sum_o
  );

endmodule
