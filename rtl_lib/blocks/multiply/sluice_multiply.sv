// SPDX-License-Identifier: Apache-2.0
// Element-wise product of two streams of the same shape.
//
//   q = clamp(round_shift((a - ZeroA) * (b - ZeroB) * Multiplier, Shift) + ZeroPoint); then the table
// Beats: input 0 is a, input 1 is b; each beat gives one output beat, in order.
// Cycles per frame: its beats; one beat per cycle. A beat of each operand is taken into a FIFO of depth
// 2 (1 cycle), both leave it together for the pipeline of 9 cycles (11 with a table) and the output FIFO
// (2). With ProductLogic the product is made of logic instead of multiplier blocks, 4 cycles longer; so
// is the requantization where RequantDigits is not 0 (sluice_requant).
// Back-pressure: two beats of an operand wait for those of the other, and for a credit. in_ready_o,
// out_valid_o are registers.
// Limits: zero points are int8; others as sluice_requant.
module sluice_multiply #(
    parameter int Lanes = 1,          // channels of a beat
    parameter int ZeroA = 0,          // zero point of operand a, int8
    parameter int ZeroB = 0,          // zero point of operand b, int8
    parameter int Multiplier = 1,     // signed factor, of 18 bits
    parameter int Shift = 1,          // bits to the right, rounded; 1 to 47
    parameter int ZeroPoint = 0,      // added after the shift; int8
    parameter int ClampLow = -128,    // smallest result, at least -128
    parameter int ClampHigh = 127,    // largest result, at most 127
    parameter bit HasTable = 0,       // 1: a table of 256 entries behind the clamp, in TableFile
    parameter bit ProductLogic = 0,   // 1: the product of logic; 0: of multiplier blocks
    parameter int RequantDigits = 0,  // Digits of sluice_requant: 0: multiplier blocks; 1 to 9: logic
    parameter int Depth = 12,         // beats of the output FIFO, at least 2
    parameter TableFile = ""          // memory image: 256 words of 8 bits
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic [1:0]           in_valid_i,  // of operands a (bit 0) and b
    output logic [1:0]           in_ready_o,  // of operands a (bit 0) and b; registers
    input  logic [2*Lanes*8-1:0] in_data_i,   // operand a low, Lanes int8 each
    output logic                 out_valid_o,
    input  logic                 out_ready_i,
    output logic [Lanes*8-1:0]   out_data_o
);
  if (ZeroA < -128 || ZeroA > 127 || ZeroB < -128 || ZeroB > 127) begin : gen_zero_rule
    sluice_rule_zero_points_are_int8 u_rule ();
  end

  localparam int AccBits = 17;  // 255 * 255 and its opposite
  localparam int Latency = ProductLogic ? 6 : 2;  // of the product

  logic issue, room;
  logic [2*Lanes*8-1:0] operands;
  sluice_pair #(
      .Width(Lanes * 8)
  ) u_pair (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o,
      .in_data_i,
      .room_i(room),
      .issue_o(issue),
      .operands_o(operands)
  );

  logic [Latency-1:0] valid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[Latency-2:0], issue};
  end

  logic [Lanes*AccBits-1:0] products;
  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic signed [8:0] a, b;
    assign a = 9'($signed(operands[l*8+:8])) - 9'(ZeroA);
    assign b = 9'($signed(operands[(Lanes+l)*8+:8])) - 9'(ZeroB);
    if (ProductLogic) begin : gen_logic
      logic [18:0] product;
      sluice_booth #(
          .ABits(9),
          .Rows(5)
      ) u_product (
          .clk_i,
          .a_i(a),
          .digits_i({b[8], b, 1'b0}),
          .product_o(product)
      );
      assign products[l*AccBits+:AccBits] = product[AccBits-1:0];
      logic unused_sign;
      assign unused_sign = ^product[18:AccBits];
    end else begin : gen_block
      logic [17:0] product;
      sluice_mul #(
          .ABits(9),
          .BBits(9)
      ) u_product (
          .clk_i,
          .a_i(a),
          .b_i(b),
          .product_o(product)
      );
      assign products[l*AccBits+:AccBits] = product[AccBits-1:0];
      logic unused_sign;
      assign unused_sign = product[17];
    end
  end

  logic result_valid;
  logic [Lanes*8-1:0] result;
  sluice_requant #(
      .Lanes(Lanes),
      .AccBits(AccBits),
      .SumBits(AccBits),
      .ShiftMin(Shift),
      .ShiftMax(Shift),
      .ZeroPoint(ZeroPoint),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh),
      .HasTable(HasTable),
      .Digits(RequantDigits),
      .Bias(0),
      .Multiplier(Multiplier),
      .TableFile(TableFile)
  ) u_requant (
      .clk_i,
      .rst_ni,
      .valid_i(valid_q[Latency-1]),
      .acc_i(products),
      .valid_o(result_valid),
      .data_o(result)
  );

  sluice_collect #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(issue),
      .room_o(room),
      .result_valid_i(result_valid),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
