// SPDX-License-Identifier: Apache-2.0
// sluice_mul: the one signed multiplier of the library, operands and product registered: product_o
// is a_i * b_i of two cycles ago. One multiplier block where the family has one.
module sluice_mul #(
    parameter int ABits = 8,  // bits of a_i
    parameter int BBits = 8   // bits of b_i
) (
    input  logic                   clk_i,
    input  logic [ABits-1:0]       a_i,       // a factor, signed
    input  logic [BBits-1:0]       b_i,       // a factor, signed
    output logic [ABits+BBits-1:0] product_o  // their product, two cycles later
);

  logic signed [ABits-1:0] a_q;
  logic signed [BBits-1:0] b_q;
  logic signed [ABits+BBits-1:0] product_q;

  always_ff @(posedge clk_i) begin
    a_q <= $signed(a_i);
    b_q <= $signed(b_i);
    product_q <= a_q * b_q;
  end

  assign product_o = product_q;

endmodule
