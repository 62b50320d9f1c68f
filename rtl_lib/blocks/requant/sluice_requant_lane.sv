// SPDX-License-Identifier: Apache-2.0
// One lane of requantization with its factors as inputs: round_clamp((acc + bias) * multiplier).
//
// Feed-forward, no handshake, no reset. acc, bias, multiplier and shift of one value come in the same
// cycle, with valid_i, from registers. Latency: requant_lane_latency() in requant.h.
// Digits = 0: the product is of multiplier blocks; one value per cycle, 3 cycles and those of
// sluice_round_clamp. Else sluice_mul_serial makes it of logic, and says how far apart values must be.
// Limits: as sluice_round_clamp and sluice_mul_serial; acc + bias fits SumBits <= 32.

module sluice_requant_lane #(
    parameter int AccBits = 24,         // bits of the accumulator, signed
    parameter int SumBits = 24,         // bits of sum and bias together, at most 32
    parameter int MultiplierBits = 18,  // bits of a factor, 18 to 24; 18 is one multiplier block
    parameter int ShiftMin = 1,         // smallest shift, at least 1
    parameter int ShiftMax = 1,         // largest shift, at most 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter int Digits = 0,           // 0: multiplier blocks; 1 to 9: logic (sluice_mul_serial)
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    localparam int ShiftBits = (ShiftMax > ShiftMin) ? $clog2(ShiftMax - ShiftMin + 1) : 1
) (
    input  wire logic                 clk_i,
    input  wire logic                 valid_i,            // a value comes
    input  wire logic [AccBits-1:0]   acc_i,              // the accumulator, signed
    input  wire logic [SumBits-1:0]   bias_i,             // added to it, signed
    input  wire logic [MultiplierBits-1:0] multiplier_i,  // the factor, signed
    input  wire logic [ShiftBits-1:0] shift_i,            // shift - ShiftMin
    output logic [7:0]                data_o              // the result, int8
);
  if (SumBits < 1 || SumBits > 32) begin : gen_sum_rule
    sluice_rule_sum_bits_at_most_32 u_rule ();
  end

  if (MultiplierBits < 18 || MultiplierBits > 24 || (Digits != 0 && MultiplierBits != 18))
  begin : gen_multiplier_rule
    sluice_rule_multiplier_18_to_24_bits_wide_ones_in_blocks u_rule ();
  end

  localparam int ProductBits = SumBits + MultiplierBits;

  // Addition is modulo 2^SumBits, so bits of acc above it are not needed.
  if (AccBits > SumBits) begin : gen_unused
    logic unused_acc;
    assign unused_acc = ^acc_i[AccBits-1:SumBits];
  end

  // Of the product.
  localparam int Latency = Digits == 0 ? 3 : Digits == 1 ? 10 : Digits == 9 ? 10 :
      2 + Digits + (9 + Digits - 1) / Digits;

  logic signed [SumBits-1:0] sum;
  logic [ProductBits-1:0] product;
  assign sum = SumBits'($signed(acc_i)) + $signed(bias_i);

  if (Digits == 0) begin : gen_block
    // Two registers behind the multiplier: a product of several blocks needs both.
    logic signed [SumBits-1:0] sum_q;
    logic signed [MultiplierBits-1:0] multiplier_q;
    logic signed [ProductBits-1:0] product_q, product_out_q;
    always_ff @(posedge clk_i) begin
      sum_q         <= sum;
      multiplier_q  <= $signed(multiplier_i);
      product_q     <= sum_q * multiplier_q;
      product_out_q <= product_q;
    end
    assign product = product_out_q;
    logic unused_valid;
    assign unused_valid = valid_i;
  end else begin : gen_logic
    sluice_mul_serial #(
        .ABits(SumBits),
        .Digits(Digits)
    ) u_mul (
        .clk_i,
        .valid_i,
        .a_i(sum),
        .multiplier_i(multiplier_i[17:0]),
        .product_o(product)
    );
  end

  logic [ShiftBits-1:0] shift;
  if (ShiftMax > ShiftMin) begin : gen_shift
    logic [Latency*ShiftBits-1:0] shift_q;
    always_ff @(posedge clk_i) shift_q <= {shift_q[(Latency-1)*ShiftBits-1:0], shift_i};
    assign shift = shift_q[(Latency-1)*ShiftBits+:ShiftBits];
  end else begin : gen_no_shift
    assign shift = shift_i;
  end

  sluice_round_clamp #(
      .InBits(ProductBits),
      .ShiftMin(ShiftMin),
      .ShiftMax(ShiftMax),
      .ZeroPoint(ZeroPoint),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh),
      .TiesToEven(TiesToEven)
  ) u_round_clamp (
      .clk_i,
      .value_i(product),
      .shift_i(shift),
      .data_o
  );
endmodule
