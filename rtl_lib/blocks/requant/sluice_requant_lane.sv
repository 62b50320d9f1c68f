// SPDX-License-Identifier: Apache-2.0
// One lane of requantization with its factors as inputs: round_clamp((acc + bias) * multiplier).
//
// Feed-forward, one value per cycle, no handshake, no reset. Latency: 3 cycles and those of
// sluice_round_clamp; requant_lane_latency() in requant.h. acc, bias, multiplier and shift of one value
// come in the same cycle, from registers.
// Limits: as sluice_round_clamp; acc + bias fits SumBits <= 32.
// A serial twin for rare results (shift-and-add, no multiplier block) belongs beside this module, with
// the same ports plus a valid.

module sluice_requant_lane #(
    parameter int AccBits = 24,
    parameter int SumBits = 24,
    parameter int ShiftMin = 1,
    parameter int ShiftMax = 1,
    parameter int ZeroPoint = 0,
    parameter int ClampLow = -128,
    parameter int ClampHigh = 127,
    localparam int ShiftBits = (ShiftMax > ShiftMin) ? $clog2(ShiftMax - ShiftMin + 1) : 1
) (
    input  wire logic                 clk_i,
    input  wire logic [AccBits-1:0]   acc_i,
    input  wire logic [SumBits-1:0]   bias_i,
    input  wire logic [17:0]          multiplier_i,
    input  wire logic [ShiftBits-1:0] shift_i,  // shift - ShiftMin
    output logic [7:0]                data_o
);
  if (SumBits < 1 || SumBits > 32) begin : gen_sum_rule
    sluice_rule_sum_bits_at_most_32 u_rule ();
  end

  localparam int ProductBits = SumBits + 18;

  // Addition is modulo 2^SumBits, so bits of acc above it are not needed.
  if (AccBits > SumBits) begin : gen_unused
    logic unused_acc;
    assign unused_acc = ^acc_i[AccBits-1:SumBits];
  end

  // Two registers behind the multiplier: a product of several blocks needs both.
  logic signed [SumBits-1:0] sum_q;
  logic signed [17:0] multiplier_q;
  logic signed [ProductBits-1:0] product_q, product_out_q;
  always_ff @(posedge clk_i) begin
    sum_q         <= SumBits'($signed(acc_i)) + $signed(bias_i);
    multiplier_q  <= $signed(multiplier_i);
    product_q     <= sum_q * multiplier_q;
    product_out_q <= product_q;
  end

  logic [ShiftBits-1:0] shift;
  if (ShiftMax > ShiftMin) begin : gen_shift
    logic [3*ShiftBits-1:0] shift_q;
    always_ff @(posedge clk_i) shift_q <= {shift_q[2*ShiftBits-1:0], shift_i};
    assign shift = shift_q[2*ShiftBits+:ShiftBits];
  end else begin : gen_no_shift
    assign shift = shift_i;
  end

  sluice_round_clamp #(
      .InBits(ProductBits),
      .ShiftMin(ShiftMin),
      .ShiftMax(ShiftMax),
      .ZeroPoint(ZeroPoint),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh)
  ) u_round_clamp (
      .clk_i,
      .value_i(product_out_q),
      .shift_i(shift),
      .data_o
  );
endmodule
