// SPDX-License-Identifier: Apache-2.0
// sluice_mul_serial: the product a * multiplier of a requantizer, made of logic: Digits of the
// multiplier's nine Booth digits (two bits each) a cycle, low ones first.
//
// In: a_i and multiplier_i with valid_i, at least Steps = ceil(9/Digits) cycles apart, one more where
//   Digits = 1. Out: product_o, mul_serial_latency() in requant.h cycles later, for that cycle alone:
//   1 + Steps with one digit, 10 with nine, else 2 + Digits + Steps.
// One digit: an adder whose LUTs choose the digit's multiple too. Several: sluice_booth, and an adder
//   behind it that meets what earlier steps left.
// Measured, 24 bits, xc7, Yosys 0.23, 2026-11-21: 42 LUT for 1 digit, 98 for 2, 129 for 3, 192 for 5,
//   253 for 9.
// Limits: 1 <= Digits <= 9.
module sluice_mul_serial #(
    parameter int ABits = 24,  // bits of a_i, signed
    parameter int Digits = 1,  // digits a cycle, 1 to 9
    localparam int ProductBits = ABits + 18
) (
    input  logic                   clk_i,
    input  logic                   valid_i,       // factors come
    input  logic [ABits-1:0]       a_i,           // the factor a, signed
    input  logic [17:0]            multiplier_i,  // the other factor, signed
    output logic [ProductBits-1:0] product_o      // the product, for one cycle
);

  localparam int Steps = (9 + Digits - 1) / Digits;
  localparam int StepBits = 2 * Digits;
  localparam int AllBits = Steps * StepBits;  // of the multiplier, its sign repeated
  localparam int SumBits = ABits + StepBits;  // |sum| < |a| * 4^Digits

  if (Digits < 1 || Digits > 9) begin : gen_rule_digits
    sluice_rule_1_to_9_digits u_rule ();
  end

  if (Steps == 1) begin : gen_whole
    logic unused_valid;
    assign unused_valid = valid_i;
    sluice_booth #(
        .ABits(ABits),
        .Rows(9)
    ) u_mul (
        .clk_i,
        .a_i,
        .digits_i({multiplier_i, 1'b0}),
        .product_o
    );
  end else begin : gen_steps
    // The multiplier with the bit before its first digit; a step's digits are at the low end.
    logic signed [ABits-1:0] a_q;
    logic signed [AllBits:0] multiplier_q;

    always_ff @(posedge clk_i) begin
      if (valid_i) a_q <= a_i;
      multiplier_q <= valid_i ? (AllBits + 1)'($signed({multiplier_i, 1'b0}))
                              : multiplier_q >>> StepBits;
    end

    logic [SumBits-1:0] sum_q;
    logic [AllBits-StepBits-1:0] done_q;

    if (Digits == 1) begin : gen_one
      logic once, twice, negative, unused_carry;
      logic signed [SumBits-1:0] multiple;
      logic [SumBits:0] next;

      assign once     = multiplier_q[0] ^ multiplier_q[1];
      assign twice    = multiplier_q[2:0] == 3'b011 || multiplier_q[2:0] == 3'b100;
      assign negative = multiplier_q[2];
      assign multiple = (once ? SumBits'(a_q) : twice ? {a_q[ABits-1], a_q, 1'b0} : SumBits'(0)) ^
          {SumBits{negative}};
      // sum_q/4 + multiple + negative, written so that Yosys puts the multiple into the adder's LUTs.
      assign next = {SumBits'($signed(sum_q[SumBits-1:2])), 1'b0} - ~{multiple, negative};
      assign unused_carry = next[0];
      always_ff @(posedge clk_i) begin
        if (valid_i) sum_q <= '0;
        else sum_q <= next[SumBits:1];
      end
    end else begin : gen_several
      logic [Digits+1:0] first_q;
      logic [SumBits-1:0] group;
      logic signed [ABits-1:0] left;
      logic [SumBits:0] next;
      logic unused_carry;

      sluice_booth #(
          .ABits(ABits),
          .Rows(Digits)
      ) u_group (
          .clk_i,
          .a_i(a_q),
          .digits_i(multiplier_q[StepBits:0]),
          .product_o(group)
      );
      // group + left, written so that Yosys puts the choice of what is left into the adder's LUTs.
      assign left = first_q[Digits+1] ? '0 : sum_q[SumBits-1:StepBits];
      assign next = {group, 1'b0} - ~{SumBits'(left), 1'b0};
      assign unused_carry = next[0];
      always_ff @(posedge clk_i) begin
        first_q <= {first_q[Digits:0], valid_i};
        sum_q <= next[SumBits:1];
      end
    end

    always_ff @(posedge clk_i) begin
      done_q <= (AllBits - StepBits)'({sum_q[StepBits-1:0], done_q} >> StepBits);
    end
    if (AllBits + ABits > ProductBits) begin : gen_cut
      logic unused_sign;
      assign unused_sign = ^sum_q[SumBits-1-:AllBits+ABits-ProductBits];
    end
    assign product_o = ProductBits'({sum_q, done_q});
  end

endmodule
