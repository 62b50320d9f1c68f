// SPDX-License-Identifier: Apache-2.0
// sluice_conv: convolution, dense, grouped or depthwise, with requantization.
//
// In: a frame of InHeight x InWidth groups of InPixels pixels, PixelBeats beats of InLanes channels of
//   each, row-major; lane i of pixel j at byte i*InPixels + j. The last group of a row has LastPixels.
// Out: OutHeight x OutWidth groups of Pixels pixels, row-major, channels ascending, RequantLanes
//   channels a beat, lane l of pixel v at byte l*Pixels + v.
// Sizes across a row, PadLeft included, count groups, as in sluice_window; each group of outputs reads
//   KernelWidth groups of inputs, in which sluice_taps finds the Taps of each.
// Cycles per frame: the larger of the input beats and the operations
//   OutHeight * OutWidth * PixelBeats/GroupBeats * OutGroups * KernelHeight*KernelWidth/KernelLanes
//   * GroupBeats; padding, rows and frames cost nothing.
// Latency: from an accumulation's last operation to its first beat out the 5 cycles of sluice_window,
//   those of sluice_dot, 1 where a result has several beats, those of sluice_requant, and 2 of the FIFO
//   (1 where FifoBeats is 2).
// Back-pressure: results wait in a FIFO of FifoBeats; while it holds Credits results, no accumulation
//   is finished, and the input waits when the window's Rows are full.
// Limits: those of sluice_window and sluice_requant; ceil(OutLanes/RequantLanes) beats of a result,
//   RequantApart cycles apart, fit the operations of an accumulation, and Credits results fit the FIFO.
// Yosys 0.23, xc7, 2026-11-22, 3x3 over 8 beats of 1 lane, 33 pixels a row, OutLanes 2, KernelLanes 1,
// MultiplierBits 24, TiesToEven: 478 LUT 519 FF 4 DSP 3.5 RAMB36.
`include "sluice_assert.svh"

module sluice_conv #(
    parameter int InLanes = 1,          // channels of an input beat
    parameter int InPixels = 1,         // pixels of an input beat (a word): 1, 2, 4 or 8
    parameter int LastPixels = 1,       // pixels of the last group of a row, 1 to InPixels
    parameter int OutLanes = 1,         // output channels computed at once
    parameter int Pixels = 1,           // output pixels at once: 1, 2, 4 or 8
    parameter int Taps = 1,             // taps of a kernel row that an operation has for an output
    parameter int Phase = 0,            // where in the words of an operation the first tap is, in pixels
    parameter int PixelStep = 1,        // pixels from an output's taps to its neighbour's
    parameter int TapStep = 1,          // pixels from tap to tap of an output
    parameter int KernelLanes = 1,      // kernel positions at once: 1, KernelWidth, or all
    parameter int RequantLanes = 1,     // channels of an output beat, requantized at once
    parameter bit Depthwise = 0,        // 1: each output channel sums its own input channel; OutLanes = InLanes
    parameter int InHeight = 4,         // rows of the image
    parameter int InWidth = 4,          // words of a row
    parameter int PixelBeats = 1,       // beats of a word
    parameter int GroupBeats = 1,       // beats of a word that a result sums: of one group of channels
    parameter int OutGroups = 1,        // results of a group of channels, of OutLanes channels each
    parameter int LastBeats = 1,        // output beats of a pixel's last result
    parameter int KernelHeight = 3,     // rows of the kernel
    parameter int KernelWidth = 3,      // words of a kernel row
    parameter int StrideHeight = 1,     // rows from output row to output row
    parameter int StrideWidth = 1,      // words from output word to output word
    parameter int DilationHeight = 1,   // rows from kernel row to kernel row
    parameter int DilationWidth = 1,    // words from kernel column to kernel column
    parameter int PadTop = 1,           // rows of padding above the image
    parameter int PadLeft = 1,          // words of padding before a row
    parameter int PadValue = 0,         // what lies outside the image: the input's zero point
    parameter int OutHeight = 4,        // output rows
    parameter int OutWidth = 4,         // output words of a row
    parameter int Rows = 5,             // rows that are held: those of window_rows() in window.h
    parameter int Credits = 4,          // results that may be on their way, at least 2
    parameter int FifoBeats = 4,        // beats of the output FIFO: of Credits results
    parameter int WeightBits = 8,       // bits of a weight, 2 to 8
    parameter int PairBits = 0,         // wider operand of a multiplier that does two products, 25 or more; 0: one product each
    parameter int HighBits = 8,         // bits of the high weight of a pair: WeightBits, or one more for the borrow
    parameter bit LogicProducts = 0,    // 1: products of logic; 0: of multiplier blocks
    parameter int RequantDigits = 0,    // Digits of sluice_requant: 0: multiplier blocks; 1 to 9: logic
    parameter int RequantApart = 1,     // cycles from beat to beat of a result
    parameter int AccBits = 24,         // bits of a sum, signed: holds every one
    parameter int SumBits = 24,         // bits of sum and bias together, at most 32
    parameter int ParamWords = 1,       // words of ParamFile: output beats of a pixel
    parameter int ShiftMin = 1,         // smallest shift, at least 1
    parameter int ShiftMax = 1,         // largest shift, at most 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    parameter int MultiplierBits = 18,  // bits of a factor, 18 to 24; 18 is one multiplier block
    parameter bit HasTable = 0,         // 1: a table of 256 entries behind the clamp, in TableFile
    parameter WeightFile = "",          // memory image, as sluice_dot has it
    parameter ParamFile = "",           // memory image, as sluice_requant has it
    parameter TableFile = ""            // memory image: 256 words of 8 bits
) (
    input  logic                             clk_i,
    input  logic                             rst_ni,
    input  logic                             in_valid_i,
    output logic                             in_ready_o,
    input  logic [InLanes*InPixels*8-1:0]    in_data_i,  // lane i of pixel j at byte i*InPixels + j
    output logic                             out_valid_o,
    input  logic                             out_ready_i,
    output logic [RequantLanes*Pixels*8-1:0] out_data_o  // lane l of pixel v at byte l*Pixels + v
);

  localparam int Groups = PixelBeats / GroupBeats;
  localparam int Results = Groups * OutGroups; // of a group of pixels
  localparam int ResultBeats = (OutLanes + RequantLanes - 1) / RequantLanes;
  localparam int Operations = KernelHeight * KernelWidth / KernelLanes * GroupBeats;
  localparam int TapRows = KernelLanes == KernelHeight * KernelWidth ? KernelHeight : 1;
  localparam int TapLanes = TapRows * Taps;

  if (ResultBeats * RequantApart > Operations) begin : gen_rule_requant_lanes
    sluice_rule_result_beats_fit_operations u_rule ();
  end
  if (FifoBeats < Credits * ResultBeats) begin : gen_rule_fifo
    sluice_rule_credits_fit_fifo u_rule ();
  end

  logic issue_ok, issue_last, early, op_valid, op_first, op_last;
  logic [KernelLanes*InPixels-1:0] op_inside;
  logic [KernelLanes*InLanes*InPixels*8-1:0] op_data;
  logic [Pixels*TapLanes-1:0] unused_inside;
  logic [Pixels*TapLanes*InLanes*8-1:0] taps;
  logic acc_valid, serial_valid, result_valid, unused_ready;
  logic [OutLanes*Pixels*AccBits-1:0] acc;
  logic [RequantLanes*Pixels*AccBits-1:0] serial;
  logic [RequantLanes*Pixels*8-1:0] result;

  sluice_window #(
      .Lanes(InLanes),
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
      .GroupBeats(GroupBeats),
      .OutGroups(OutGroups),
      .Rows(Rows),
      .PadValue(PadValue)
  ) u_window (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o,
      .in_data_i,
      .issue_ok_i(issue_ok),
      .issue_last_o(issue_last),
      .op_early_o(early),
      .op_valid_o(op_valid),
      .op_first_o(op_first),
      .op_last_o(op_last),
      .op_inside_o(op_inside),
      .op_data_o(op_data)
  );

  sluice_taps #(
      .Lanes(InLanes),
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
      .taps_o(taps),
      .inside_o(unused_inside)
  );

  sluice_dot #(
      .InLanes(InLanes),
      .OutLanes(OutLanes),
      .KernelLanes(TapLanes),
      .Pixels(Pixels),
      .WeightBits(WeightBits),
      .AccBits(AccBits),
      .Words(Results * Operations),
      .Depthwise(Depthwise),
      .PairBits(PairBits),
      .HighBits(HighBits),
      .Logic(LogicProducts),
      .WeightFile(WeightFile)
  ) u_dot (
      .clk_i,
      .rst_ni,
      .early_i(early),
      .valid_i(op_valid),
      .first_i(op_first),
      .last_i(op_last),
      .data_i(taps),
      .valid_o(acc_valid),
      .acc_o(acc)
  );

  sluice_serialiser #(
      .InLanes(OutLanes),
      .OutLanes(RequantLanes),
      .LaneBits(Pixels * AccBits),
      .Results(Results),
      .LastBeats(LastBeats),
      .Apart(RequantApart)
  ) u_serialiser (
      .clk_i,
      .rst_ni,
      .valid_i(acc_valid),
      .data_i(acc),
      .valid_o(serial_valid),
      .data_o(serial)
  );

  sluice_requant #(
      .Lanes(RequantLanes),
      .Pixels(Pixels),
      .AccBits(AccBits),
      .SumBits(SumBits),
      .Groups(ParamWords),
      .ShiftMin(ShiftMin),
      .ShiftMax(ShiftMax),
      .ZeroPoint(ZeroPoint),
      .TiesToEven(TiesToEven),
      .MultiplierBits(MultiplierBits),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh),
      .HasTable(HasTable),
      .Digits(RequantDigits),
      .ParamFile(ParamFile),
      .TableFile(TableFile)
  ) u_requant (
      .clk_i,
      .rst_ni,
      .valid_i(serial_valid),
      .acc_i(serial),
      .valid_o(result_valid),
      .data_o(result)
  );

  sluice_fifo #(
      .Width(RequantLanes * Pixels * 8),
      .Depth(FifoBeats)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i(result_valid),
      .in_ready_o(unused_ready),
      .in_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  // A result's place in the FIFO is free again in the cycle after its last beat has left.
  logic leave, leave_last, unused_room_next;

  assign leave = out_valid_o && out_ready_i;

  sluice_credits #(
      .Credits(Credits)
  ) u_credits (
      .clk_i,
      .rst_ni,
      .issue_i(issue_last),
      .leave_i(leave_last),
      .room_o(issue_ok),
      .room_next_o(unused_room_next)
  );

  if (ResultBeats == 1) begin : gen_leave_beat
    assign leave_last = leave;
  end else begin : gen_leave_result
    localparam int BeatBits = $clog2(ResultBeats);
    localparam int ResultBits = Results > 1 ? $clog2(Results) : 1;
    logic [BeatBits-1:0] beat_q;
    logic [ResultBits-1:0] unused_result;
    logic result_last, beat_last;

    sluice_counter #(.Count(Results)) u_result (
        .clk_i, .rst_ni, .step_i(leave_last), .clear_i(1'b0), .count_o(unused_result),
        .last_o(result_last)
    );
    assign beat_last = beat_q == (result_last ? BeatBits'(LastBeats - 1)
                                              : BeatBits'(ResultBeats - 1));
    assign leave_last = leave && beat_last;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) beat_q <= '0;
      else if (leave) beat_q <= beat_last ? '0 : beat_q + BeatBits'(1);
    end
  end


  `SLUICE_ASSERT(a_room, !result_valid || unused_ready)

endmodule
