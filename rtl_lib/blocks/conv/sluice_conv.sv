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
// Back-pressure: results wait in a FIFO of FifoBeats; while it holds Credits results, no accumulation
//   is finished, and the input waits when the window's Rows are full.
// Limits: those of sluice_window and sluice_requant; ceil(OutLanes/RequantLanes) beats of a result,
//   RequantApart cycles apart, fit the operations of an accumulation, and Credits results fit the FIFO.
`include "sluice_assert.svh"

module sluice_conv #(
    parameter int InLanes = 1,
    parameter int InPixels = 1,
    parameter int LastPixels = 1,
    parameter int OutLanes = 1,
    parameter int Pixels = 1,
    parameter int Taps = 1,
    parameter int Phase = 0,
    parameter int PixelStep = 1,
    parameter int TapStep = 1,
    parameter int KernelLanes = 1,
    parameter int RequantLanes = 1,
    parameter bit Depthwise = 0,
    parameter int InHeight = 4,
    parameter int InWidth = 4,
    parameter int PixelBeats = 1,
    parameter int GroupBeats = 1,
    parameter int OutGroups = 1,
    parameter int LastBeats = 1,
    parameter int KernelHeight = 3,
    parameter int KernelWidth = 3,
    parameter int StrideHeight = 1,
    parameter int StrideWidth = 1,
    parameter int DilationHeight = 1,
    parameter int DilationWidth = 1,
    parameter int PadTop = 1,
    parameter int PadLeft = 1,
    parameter int PadValue = 0,
    parameter int OutHeight = 4,
    parameter int OutWidth = 4,
    parameter int Rows = 5,
    parameter int Credits = 4,
    parameter int FifoBeats = 4,
    parameter int WeightBits = 8,
    parameter int PairBits = 0,
    parameter int HighBits = 8,
    parameter bit LogicProducts = 0,
    parameter int RequantDigits = 0,
    parameter int RequantApart = 1,
    parameter int AccBits = 24,
    parameter int SumBits = 24,
    parameter int ParamWords = 1,
    parameter int ShiftMin = 1,
    parameter int ShiftMax = 1,
    parameter int ZeroPoint = 0,
    parameter int ClampLow = -128,
    parameter int ClampHigh = 127,
    parameter bit TiesToEven = 0,
    parameter int MultiplierBits = 18,
    parameter bit HasTable = 0,
    parameter WeightFile = "",
    parameter ParamFile = "",
    parameter TableFile = ""
) (
    input  logic                             clk_i,
    input  logic                             rst_ni,
    input  logic                             in_valid_i,
    output logic                             in_ready_o,
    input  logic [InLanes*InPixels*8-1:0]    in_data_i,
    output logic                             out_valid_o,
    input  logic                             out_ready_i,
    output logic [RequantLanes*Pixels*8-1:0] out_data_o
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
