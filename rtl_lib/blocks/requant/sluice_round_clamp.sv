// SPDX-License-Identifier: Apache-2.0
// One lane from a scaled sum to int8: data = clamp(round_shift(value, shift) + ZeroPoint).
// With TiesToEven, a value at a half is rounded to the even integer, as ONNX does; else upwards.
//
// Feed-forward, one value per cycle, no handshake, no reset. Latency: 3 cycles, 1 more when the shift
// varies (ShiftMax > ShiftMin); round_clamp_latency() in requant.h.
// Limits: 1 <= ShiftMin <= ShiftMax <= 47; -128 <= ClampLow <= ClampHigh <= 127; ZeroPoint an int8.
//
// round_shift(v, s) = (v + 2^(s-1)) >> s = ((v >> (s-1)) + 1) >> 1: shifting first leaves a rounding
// addition of 10 bits instead of one as wide as the product. Before it the value saturates to
// [-512, 511], beyond which no zero point brings it back into int8.
module sluice_round_clamp #(
    parameter int InBits = 42,      // bits of value_i, signed
    parameter int ShiftMin = 1,     // smallest shift, at least 1
    parameter int ShiftMax = 1,     // largest shift, at most 47
    parameter int ZeroPoint = 0,    // added after the shift; int8
    parameter int ClampLow = -128,  // smallest result, at least -128
    parameter int ClampHigh = 127,  // largest result, at most 127
    parameter bit TiesToEven = 0,   // 1: halves are rounded to the even integer; 0: up
    localparam int ShiftBits = (ShiftMax > ShiftMin) ? $clog2(ShiftMax - ShiftMin + 1) : 1
) (
    input  wire logic                 clk_i,
    input  wire logic [InBits-1:0]    value_i,  // the scaled sum, signed
    input  wire logic [ShiftBits-1:0] shift_i,  // shift - ShiftMin
    output logic [7:0]                data_o    // the result, int8
);
  if (ShiftMin < 1 || ShiftMax < ShiftMin || ShiftMax > 47) begin : gen_shift_rule
    sluice_rule_shifts_are_1_to_47_in_order u_rule ();
  end
  if (ClampLow < -128 || ClampHigh < ClampLow || ClampHigh > 127) begin : gen_clamp_rule
    sluice_rule_clamp_is_an_int8_range u_rule ();
  end
  if (ZeroPoint < -128 || ZeroPoint > 127) begin : gen_zero_point_rule
    sluice_rule_zero_point_is_int8 u_rule ();
  end

  // What is left of the value after the part of the shift that every value has.
  localparam int FixedShift = ShiftMin - 1;
  localparam int KeptBits = (InBits - FixedShift > 10) ? InBits - FixedShift : 10;

  logic signed [KeptBits-1:0] kept;
  if (InBits - FixedShift >= 1) begin : gen_kept
    assign kept = KeptBits'($signed(value_i[InBits-1:FixedShift]));
  end else begin : gen_sign
    assign kept = {KeptBits{value_i[InBits-1]}};
  end
  // Whether anything below the half was set: then it is no tie.
  logic dropped;
  localparam int Dropped = (FixedShift < InBits) ? FixedShift : InBits - 1;
  if (Dropped > 0) begin : gen_dropped
    assign dropped = |value_i[Dropped-1:0];
  end else begin : gen_none_dropped
    assign dropped = 1'b0;
  end

  logic signed [KeptBits-1:0] shifted;
  logic below;  // of `shifted`
  if (ShiftMax > ShiftMin) begin : gen_shift
    logic signed [KeptBits-1:0] shifted_q;
    always_ff @(posedge clk_i) shifted_q <= kept >>> shift_i;
    assign shifted = shifted_q;
    if (TiesToEven) begin : gen_below
      logic below_q;
      always_ff @(posedge clk_i) begin
        below_q <= dropped || (kept & ~({KeptBits{1'b1}} << shift_i)) != '0;
      end
      assign below = below_q;
    end else begin : gen_not_below
      assign below = dropped;
    end
  end else begin : gen_no_shift
    logic unused_shift;
    assign unused_shift = ^shift_i;
    assign shifted = kept;
    assign below = dropped;
  end

  // Saturate to 10 bits, round and add the zero point, clamp: a stage each.
  logic signed [9:0] saturated_q;
  if (KeptBits > 10) begin : gen_saturate
    logic fits;
    assign fits = (&shifted[KeptBits-1:9]) || !(|shifted[KeptBits-1:9]);
    always_ff @(posedge clk_i) begin
      saturated_q <= fits ? shifted[9:0] : {shifted[KeptBits-1], {9{~shifted[KeptBits-1]}}};
    end
  end else begin : gen_narrow
    always_ff @(posedge clk_i) saturated_q <= shifted[9:0];
  end

  // Half upwards is one more before the last bit falls; at a tie that is so where the rest is odd.
  logic up;
  if (TiesToEven) begin : gen_even
    logic below_q;
    always_ff @(posedge clk_i) below_q <= below;
    assign up = below_q || saturated_q[1];
  end else begin : gen_up
    logic unused_below;
    assign unused_below = below;
    assign up = 1'b1;
  end

  localparam logic signed [10:0] OFFSET = 11'(2 * ZeroPoint);
  localparam logic signed [9:0] LOW = 10'(ClampLow);
  localparam logic signed [9:0] HIGH = 10'(ClampHigh);

  logic signed [10:0] doubled;
  logic signed [9:0] rounded_q;
  logic [7:0] clamped_q;
  logic unused_half;
  assign doubled = 11'(saturated_q) + (OFFSET | 11'(up));
  assign unused_half = doubled[0];

  always_ff @(posedge clk_i) begin
    rounded_q <= doubled[10:1];
    clamped_q <= (rounded_q < LOW) ? LOW[7:0] : (rounded_q > HIGH) ? HIGH[7:0] : rounded_q[7:0];
  end

  assign data_o = clamped_q;
endmodule
