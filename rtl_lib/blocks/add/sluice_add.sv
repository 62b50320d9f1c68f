// SPDX-License-Identifier: Apache-2.0
// Element-wise sum of two streams of the same shape, each with its own factor; or the larger or smaller.
//
//   s = a * MultiplierA + b * MultiplierB + Bias                            Operation 0
//   s = max (1), min (2) of a * MultiplierA + Bias, b * MultiplierB + BiasB   Operation 1, 2
//   q = clamp(round_shift(s, Shift) + ZeroPoint); then the table
// Beats: input 0 is a, input 1 is b; each beat gives one output beat, in order.
// Cycles per frame: its beats; one beat per cycle. A beat of each operand is taken into a FIFO of depth
// 2 (1 cycle), both leave it together for the pipeline of 6 cycles (8 with a table) and the output FIFO
// (2). Depth 9 (11 with a table) never limits; add.h. With Logic, products made of logic instead of
// multiplier blocks, the pipeline is 3 cycles longer; with Operation 1 or 2, 1 cycle.
// Back-pressure: two beats of an operand wait for those of the other, and for a credit. in_ready_o,
// out_valid_o are registers.
// Limits: |multipliers| < 2^(MultiplierBits - 1) of 18 to 22 bits, the sum (each of them) fits SumBits
// <= 32, 1 <= Shift <= 47.
// Yosys 0.23, xc7, 2026-11-22, Lanes 12, Logic, MultiplierBits 22, TiesToEven: 2995 LUT 3644 FF.
module sluice_add #(
    parameter int Lanes = 1,            // channels of a beat
    parameter int Operation = 0,        // 0: sum, 1: maximum, 2: minimum
    parameter int MultiplierA = 1,      // factor of operand a
    parameter int MultiplierB = 1,      // factor of operand b
    parameter int Bias = 0,             // added to the sum; of operand a where Operation is 1 or 2
    parameter int BiasB = 0,            // of operand b, where Operation is 1 or 2
    parameter int SumBits = 28,         // bits of the sum before the shift, at most 32
    parameter int Shift = 1,            // bits to the right, rounded; 1 to 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    parameter int MultiplierBits = 18,  // bits of the factors, 18 to 22
    parameter bit HasTable = 0,         // 1: a table of 256 entries behind the clamp, in TableFile
    parameter bit Logic = 0,            // 1: products of logic; 0: of multiplier blocks
    parameter int Depth = 9,            // beats of the output FIFO, at least 2
    parameter TableFile = ""            // memory image: 256 words of 8 bits
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
  if (MultiplierBits < 18 || MultiplierBits > 22) begin : gen_multiplier_bits_rule
    sluice_rule_multipliers_of_18_to_22_bits u_rule ();
  end
  localparam int MultiplierEnd = 1 << (MultiplierBits - 1);
  if (MultiplierA <= -MultiplierEnd || MultiplierA >= MultiplierEnd) begin : gen_multiplier_a_rule
    sluice_rule_multiplier_fits_its_bits u_rule ();
  end
  if (MultiplierB <= -MultiplierEnd || MultiplierB >= MultiplierEnd) begin : gen_multiplier_b_rule
    sluice_rule_multiplier_fits_its_bits u_rule ();
  end
  if (SumBits < 1 || SumBits > 32) begin : gen_sum_rule
    sluice_rule_sum_bits_at_most_32 u_rule ();
  end

  if (Operation < 0 || Operation > 2) begin : gen_operation_rule
    sluice_rule_operation_is_0_1_or_2 u_rule ();
  end

  localparam int Latency = (HasTable ? 8 : 6) + (Logic ? 3 : 0) + (Operation == 0 ? 0 : 1);
  localparam logic signed [MultiplierBits-1:0] MULTIPLIER_A = MultiplierBits'(MultiplierA);
  localparam logic signed [MultiplierBits-1:0] MULTIPLIER_B = MultiplierBits'(MultiplierB);
  localparam logic signed [SumBits-1:0] BIAS = SumBits'(Bias);

  // A product is taken of the operands in every cycle; of those that are issued it counts.
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

  logic [Lanes*8-1:0] clamped, result;
  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic signed [7:0] a, b;
    logic signed [MultiplierBits+7:0] product_a, product_b;
    logic signed [SumBits-1:0] sum_q;
    assign a = $signed(operands[l*8+:8]);
    assign b = $signed(operands[(Lanes+l)*8+:8]);
    if (Logic) begin : gen_logic
      sluice_booth #(
          .ABits(MultiplierBits),
          .Rows(4)
      ) u_product_a (
          .clk_i,
          .a_i(MULTIPLIER_A),
          .digits_i({a, 1'b0}),
          .product_o(product_a)
      );
      sluice_booth #(
          .ABits(MultiplierBits),
          .Rows(4)
      ) u_product_b (
          .clk_i,
          .a_i(MULTIPLIER_B),
          .digits_i({b, 1'b0}),
          .product_o(product_b)
      );
    end else begin : gen_block
      logic signed [MultiplierBits+7:0] product_a_q, product_b_q, product_a_out_q, product_b_out_q;
      always_ff @(posedge clk_i) begin
        product_a_q     <= a * MULTIPLIER_A;
        product_b_q     <= b * MULTIPLIER_B;
        product_a_out_q <= product_a_q;
        product_b_out_q <= product_b_q;
      end
      assign product_a = product_a_out_q;
      assign product_b = product_b_out_q;
    end
    if (SumBits < MultiplierBits + 8) begin : gen_unused  // the sum fits, and so does each operand
      logic unused_products;
      assign unused_products = ^{product_a[MultiplierBits+7:SumBits], product_b[MultiplierBits+7:SumBits]};
    end
    if (Operation == 0) begin : gen_sum
      always_ff @(posedge clk_i) sum_q <= SumBits'(product_a) + SumBits'(product_b) + BIAS;
    end else begin : gen_choice
      localparam logic signed [SumBits-1:0] BIAS_B = SumBits'(BiasB);
      logic signed [SumBits-1:0] scaled_a_q, scaled_b_q;
      logic b_larger;
      assign b_larger = scaled_b_q > scaled_a_q;
      always_ff @(posedge clk_i) begin
        scaled_a_q <= SumBits'(product_a) + BIAS;
        scaled_b_q <= SumBits'(product_b) + BIAS_B;
        sum_q      <= b_larger == (Operation == 1) ? scaled_b_q : scaled_a_q;
      end
    end

    sluice_round_clamp #(
        .InBits(SumBits),
        .ShiftMin(Shift),
        .ShiftMax(Shift),
        .ZeroPoint(ZeroPoint),
        .TiesToEven(TiesToEven),
        .ClampLow(ClampLow),
        .ClampHigh(ClampHigh)
    ) u_round_clamp (
        .clk_i,
        .value_i(sum_q),
        .shift_i(1'b0),
        .data_o(clamped[l*8+:8])
    );
  end

  if (HasTable) begin : gen_table
    sluice_table #(
        .Lanes(Lanes),
        .TableFile(TableFile)
    ) u_table (
        .clk_i,
        .data_i(clamped),
        .data_o(result)
    );
  end else begin : gen_no_table
    assign result = clamped;
  end

  sluice_collect #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(issue),
      .room_o(room),
      .result_valid_i(valid_q[Latency-1]),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
