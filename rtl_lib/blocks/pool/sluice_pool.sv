// SPDX-License-Identifier: Apache-2.0
// Max or average pooling over a window.
//
// Beats in: InHeight * InWidth groups of InPixels pixels (LastPixels in the last of a row), PixelBeats
// beats each, lane l of pixel j at byte l*InPixels + j; out: OutHeight * OutWidth groups of Pixels.
// Sizes across a row, PadLeft included, count groups, as in sluice_window; each group of outputs reads
// KernelWidth groups of inputs, in which sluice_taps finds the Taps of each.
// Cycles per frame: the larger of the input beats and OutHeight * OutWidth * PixelBeats * KernelHeight
// * KernelWidth / KernelLanes; no cycle for padding, none between rows or frames.
// Latency: from an output's last operation to its beat the 5 cycles of sluice_window, those of the tree
// (sluice_max_tree, sluice_adder_tree), 1, for the average those of sluice_requant_lane (2 more with a
// MultiplierFile), and 2 of the FIFO (1 where Depth is 2).
// Back-pressure: an output's last operation waits for a credit, the input for a free row (sluice_window).
// Max: taps outside the image read -128 (PadValue), which never wins. With Places an output is not the
//   maximum but where in the window it lies, row-major, the first among equals: an unsigned number.
//   Average: they read PadValue;
//   q = clamp(round_shift((sum + Bias) * m, Shift) + ZeroPoint), with m = Multiplier, or, when there is
//   a MultiplierFile, the word numbered by how many taps are inside the image.
// Limits: Places without PadTop and PadLeft, not with Average, at most 128 Positions; sums fit AccBits, with Bias SumBits <= 32; others as sluice_window and sluice_requant_lane
//   (RequantDigits: its Digits).
// Yosys 0.23, xc7, 2026-11-22, largest of 2x2, 33 pixels a row, Lanes 2, PixelBeats 4, KernelLanes 2:
// 311 LUT 297 FF 1 RAMB36.
`include "sluice_assert.svh"

module sluice_pool #(
    parameter int Lanes = 1,            // channels of a beat
    parameter int InPixels = 1,         // pixels of an input beat (a word): 1, 2, 4 or 8
    parameter int LastPixels = 1,       // pixels of the last group of a row, 1 to InPixels
    parameter int Pixels = 1,           // output pixels at once: 1, 2, 4 or 8
    parameter int Taps = 1,             // taps of a kernel row that an operation has for an output
    parameter int Phase = 0,            // where in the words of an operation the first tap is, in pixels
    parameter int PixelStep = 1,        // pixels from an output's taps to its neighbour's
    parameter int TapStep = 1,          // pixels from tap to tap of an output
    parameter int Positions = 4,        // taps of a window, those outside the image included
    parameter int PixelBeats = 1,       // beats of a word
    parameter int InHeight = 4,         // rows of the image
    parameter int InWidth = 4,          // words of a row
    parameter int KernelHeight = 2,     // rows of the kernel
    parameter int KernelWidth = 2,      // words of a kernel row
    parameter int StrideHeight = 2,     // rows from output row to output row
    parameter int StrideWidth = 2,      // words from output word to output word
    parameter int DilationHeight = 1,   // rows from kernel row to kernel row
    parameter int DilationWidth = 1,    // words from kernel column to kernel column
    parameter int PadTop = 0,           // rows of padding above the image
    parameter int PadLeft = 0,          // words of padding before a row
    parameter int OutHeight = 2,        // output rows
    parameter int OutWidth = 2,         // output words of a row
    parameter int KernelLanes = 1,      // kernel positions at once: 1, KernelWidth, or all
    parameter int Rows = 4,             // rows that are held: those of window_rows() in window.h
    parameter int PadValue = -128,      // what lies outside the image
    parameter bit Average = 0,          // 1: the average; 0: the largest
    parameter bit Places = 0,           // where the maximum lies instead of the maximum
    parameter int AccBits = 10,         // bits of a sum, signed: holds every one
    parameter int SumBits = 10,         // bits of sum and bias together, at most 32
    parameter int Bias = 0,             // added to the sum, signed
    parameter int Multiplier = 1,       // signed factor, of MultiplierBits, where MultiplierFile is empty
    parameter int Shift = 1,            // bits to the right, rounded; 1 to 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    parameter int MultiplierBits = 18,  // bits of a factor, 18 to 24; 18 is one multiplier block
    parameter int RequantDigits = 0,    // Digits of sluice_requant: 0: multiplier blocks; 1 to 9: logic
    parameter int Depth = 12,           // beats of the output FIFO, at least 2
    parameter MultiplierFile = ""       // memory image: the factor for each number of taps inside the image
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        in_valid_i,
    output logic                        in_ready_o,
    input  logic [Lanes*InPixels*8-1:0] in_data_i,  // lane l of pixel j at byte l*InPixels + j
    output logic                        out_valid_o,
    input  logic                        out_ready_i,
    output logic [Lanes*Pixels*8-1:0]   out_data_o  // lane l of pixel v at byte l*Pixels + v
);
  localparam int TapRows = KernelLanes == KernelHeight * KernelWidth ? KernelHeight : 1;
  localparam int TapLanes = TapRows * Taps;
  localparam int Elements = Lanes * Pixels; // of the output
  localparam int Ways = Average ? 3 : 2;
  localparam int PlaceBits = Positions > 1 ? $clog2(Positions) : 1;
  localparam int KeyBits = Places ? 8 + PlaceBits : 8;

  if (Places && (Average || Positions > 128 || PadTop != 0 || PadLeft != 0)) begin : gen_rule_places
    sluice_rule_places_of_a_maximum_without_leading_pads u_rule ();
  end

  function automatic int tree_levels(input int inputs);
    int left;
    left = inputs;
    tree_levels = 0;
    for (int i = 0; i < 32; i++) begin
      if (left > 1) tree_levels = tree_levels + 1;
      left = (left + Ways - 1) / Ways;
    end
  endfunction

  localparam int Levels = tree_levels(TapLanes);

  logic issue, room, op_valid, op_first, op_last, op_early;
  logic [KernelLanes*InPixels-1:0] op_inside;
  logic [KernelLanes*Lanes*InPixels*8-1:0] op_data;
  logic [Pixels*TapLanes-1:0] tap_inside;
  logic [Pixels*TapLanes*Lanes*8-1:0] found;

  sluice_window #(
      .Lanes(Lanes),
      .Pixels(InPixels),
      .LastPixels(LastPixels),
      .LaneBits(8),
      .InHeight(InHeight),
      .InWidth(InWidth),
      .PixelBeats(PixelBeats),
      .KernelHeight(KernelHeight),
      .KernelWidth(KernelWidth),
      .StrideHeight(StrideHeight),
      .StrideWidth(StrideWidth),
      .DilationHeight(DilationHeight),
      .DilationWidth(DilationWidth),
      .PadTop(PadTop),
      .PadLeft(PadLeft),
      .OutHeight(OutHeight),
      .OutWidth(OutWidth),
      .KernelLanes(KernelLanes),
      .GroupBeats(1),
      .OutGroups(1),
      .Rows(Rows),
      .PadValue(PadValue)
  ) u_window (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o,
      .in_data_i,
      .issue_ok_i(room),
      .issue_last_o(issue),
      .op_early_o(op_early),
      .op_valid_o(op_valid),
      .op_first_o(op_first),
      .op_last_o(op_last),
      .op_inside_o(op_inside),
      .op_data_o(op_data)
  );
  logic unused_early;
  assign unused_early = op_early;

  sluice_taps #(
      .Lanes(Lanes),
      .LaneBits(8),
      .Rows(TapRows),
      .Columns(KernelLanes / TapRows),
      .InPixels(InPixels),
      .Taps(Taps),
      .Pixels(Pixels),
      .Phase(Phase),
      .PixelStep(PixelStep),
      .TapStep(TapStep)
  ) u_taps (
      .words_i(op_data),
      .inside_i(op_inside),
      .taps_o(found),
      .inside_o(tap_inside)
  );

  // An operation's marks beside the tree, and behind the accumulation whether a result is done.
  logic [Levels:0] valid, first, last;
  assign valid[0] = op_valid;
  assign first[0] = op_first;
  assign last[0]  = op_last;
  if (Levels > 0) begin : gen_marks
    logic [Levels-1:0] valid_q, first_q, last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= '0;
      else valid_q <= valid[Levels-1:0];
      first_q <= first[Levels-1:0];
      last_q  <= last[Levels-1:0];
    end
    assign valid[Levels:1] = valid_q;
    assign first[Levels:1] = first_q;
    assign last[Levels:1]  = last_q;
  end
  logic done_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) done_q <= 1'b0;
    else done_q <= valid[Levels] && last[Levels];
  end

  // Inverted, so that of equal values the first is the larger key: what is below a tap's value.
  logic [TapLanes*KeyBits-1:0] below;
  if (!Places) begin : gen_no_places
    assign below = '0;
  end else begin : gen_places
    for (genvar k = 0; k < TapLanes; k++) begin : gen_tap
      if (TapLanes == Positions) begin : gen_fixed
        assign below[k*KeyBits+:KeyBits] = {{KeyBits - PlaceBits{1'b0}}, ~PlaceBits'(k)};
      end else begin : gen_count
        logic [PlaceBits-1:0] place_q;  // of the next operation's tap
        assign below[k*KeyBits+:KeyBits] = {{KeyBits - PlaceBits{1'b0}}, ~place_q};
        always_ff @(posedge clk_i) begin
          if (!rst_ni) place_q <= PlaceBits'(k);
          else if (op_valid) place_q <= op_last ? PlaceBits'(k) : place_q + PlaceBits'(TapLanes);
        end
      end
    end
  end

  // The taps of one channel of one pixel side by side: element l*Pixels + v has lane l of pixel v.
  logic [Elements*TapLanes*KeyBits-1:0] taps;
  for (genvar e = 0; e < Elements; e++) begin : gen_taps
    for (genvar k = 0; k < TapLanes; k++) begin : gen_tap
      assign taps[(e*TapLanes+k)*KeyBits+:KeyBits] = below[k*KeyBits+:KeyBits] |
          (KeyBits'(found[((e%Pixels*TapLanes+k)*Lanes+e/Pixels)*8+:8]) << (KeyBits - 8));
    end
  end

  logic result_valid;
  logic [Elements*8-1:0] result;

  if (!Average) begin : gen_max
    for (genvar l = 0; l < Elements; l++) begin : gen_lane
      logic [KeyBits-1:0] largest, best_q;
      sluice_max_tree #(
          .Inputs(TapLanes),
          .Bits(KeyBits)
      ) u_tree (
          .clk_i,
          .numbers_i(taps[l*TapLanes*KeyBits+:TapLanes*KeyBits]),
          .largest_o(largest)
      );
      always_ff @(posedge clk_i) begin
        if (valid[Levels] && (first[Levels] || $signed(largest) > $signed(best_q)))
          best_q <= largest;
      end
      if (Places) begin : gen_place
        logic unused_value;
        assign unused_value = ^best_q[KeyBits-1:PlaceBits];
        assign result[l*8+:8] = {{8 - PlaceBits{1'b0}}, ~best_q[PlaceBits-1:0]};
      end else begin : gen_value
        assign result[l*8+:8] = best_q;
      end
    end
    assign result_valid = done_q;
    logic unused_inside;
    assign unused_inside = ^tap_inside;
  end else begin : gen_average
    logic [Elements*AccBits-1:0] acc_q, sum;
    for (genvar l = 0; l < Elements; l++) begin : gen_lane
      logic [AccBits-1:0] partial;
      sluice_adder_tree #(
          .Inputs(TapLanes),
          .InBits(8),
          .OutBits(AccBits)
      ) u_tree (
          .clk_i,
          .terms_i(taps[l*TapLanes*8+:TapLanes*8]),
          .sum_o(partial)
      );
      always_ff @(posedge clk_i) begin
        if (valid[Levels]) begin
          acc_q[l*AccBits+:AccBits] <=
              (first[Levels] ? '0 : acc_q[l*AccBits+:AccBits]) + partial;
        end
      end
    end

    // The factor: fixed, or looked up by the number of taps inside, in two cycles.
    logic sum_valid;
    logic [Pixels*MultiplierBits-1:0] multiplier;
    if (MultiplierFile == "") begin : gen_fixed
      logic unused_inside;
      assign unused_inside = ^tap_inside;
      assign multiplier    = {Pixels{MultiplierBits'(Multiplier)}};
      assign sum           = acc_q;
      assign sum_valid     = done_q;
    end else begin : gen_by_count
      localparam int CountBits = (Positions > 1) ? $clog2(Positions + 1) : 2;
      for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
        logic [2*TapLanes-1:0] ones;
        logic [CountBits-1:0] partial_count, count_q;
        logic [MultiplierBits-1:0] multiplier_rom[0:`SLUICE_WORDS(Positions + 1, CountBits)-1];
        logic [MultiplierBits-1:0] read_q, multiplier_q;
        initial $readmemh(MultiplierFile, multiplier_rom);
        for (genvar k = 0; k < TapLanes; k++) begin : gen_one
          assign ones[2*k+:2] = {1'b0, tap_inside[v*TapLanes+k]};
        end
        sluice_adder_tree #(
            .Inputs(TapLanes),
            .InBits(2),
            .OutBits(CountBits)
        ) u_count (
            .clk_i,
            .terms_i(ones),
            .sum_o(partial_count)
        );
        always_ff @(posedge clk_i) begin
          if (valid[Levels]) count_q <= (first[Levels] ? '0 : count_q) + partial_count;
          read_q       <= multiplier_rom[count_q];
          multiplier_q <= read_q;
        end
        assign multiplier[v*MultiplierBits+:MultiplierBits] = multiplier_q;
      end
      logic [Elements*AccBits-1:0] acc1_q, acc2_q;
      logic done1_q, done2_q;
      always_ff @(posedge clk_i) begin
        acc1_q <= acc_q;
        acc2_q <= acc1_q;
      end
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          done1_q <= 1'b0;
          done2_q <= 1'b0;
        end else begin
          done1_q <= done_q;
          done2_q <= done1_q;
        end
      end
      assign sum       = acc2_q;
      assign sum_valid = done2_q;
    end

    // Of sluice_requant_lane with a fixed shift.
    localparam int Latency = 3 + (RequantDigits == 0 ? 3 : RequantDigits == 1 || RequantDigits == 9 ?
        10 : 2 + RequantDigits + (9 + RequantDigits - 1) / RequantDigits);
    logic [Latency-1:0] result_valid_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) result_valid_q <= '0;
      else result_valid_q <= {result_valid_q[Latency-2:0], sum_valid};
    end
    assign result_valid = result_valid_q[Latency-1];

    for (genvar l = 0; l < Elements; l++) begin : gen_requant
      sluice_requant_lane #(
          .AccBits(AccBits),
          .SumBits(SumBits),
          .ShiftMin(Shift),
          .ShiftMax(Shift),
          .ZeroPoint(ZeroPoint),
          .TiesToEven(TiesToEven),
          .MultiplierBits(MultiplierBits),
          .ClampLow(ClampLow),
          .ClampHigh(ClampHigh),
          .Digits(RequantDigits)
      ) u_lane (
          .clk_i,
          .valid_i(sum_valid),
          .acc_i(sum[l*AccBits+:AccBits]),
          .bias_i(SumBits'(Bias)),
          .multiplier_i(multiplier[l%Pixels*MultiplierBits+:MultiplierBits]),
          .shift_i(1'b0),
          .data_o(result[l*8+:8])
      );
    end
  end

  sluice_collect #(
      .Width(Elements * 8),
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
