// SPDX-License-Identifier: Apache-2.0
// sluice_below: whether a number is below a constant, bit by bit: with a constant fewer LUTs than a carry
// chain. Wires only.
module sluice_below #(
    parameter int Bits = 4,  // bits of value_i
    parameter int Limit = 0  // the constant, signed
) (
    input  logic signed [Bits-1:0] value_i, // the number
    output logic                   below_o  // value_i < Limit
);

  logic signed [31:0] value;
  assign value = 32'(value_i);

  always_comb begin
    below_o = 1'b0;
    for (int i = 0; i < 31; i++)
      if (value[i] != Limit[i]) below_o = Limit[i];
    if (value[31] != Limit[31]) below_o = value[31];
  end

endmodule
