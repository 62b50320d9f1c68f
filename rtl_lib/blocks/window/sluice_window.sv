// SPDX-License-Identifier: Apache-2.0
// sluice_window: keeps the rows that a sliding window needs and reads them out, one operation a
// cycle.
//
// A word is Pixels neighbouring pixels of a row, the last of a row only its first LastPixels; every
// size across a row (InWidth, KernelWidth, StrideWidth, DilationWidth, PadLeft, OutWidth) counts words,
// and so does what follows where it says pixel. sluice_taps finds the pixels in the words.
//
// In: a frame of InHeight x InWidth pixels, PixelBeats beats each, row-major; lane i of a word's pixel j
//   at element i*Pixels + j.
// Out: for each output pixel, row-major: for each of PixelBeats/GroupBeats channel groups, for each
//   of OutGroups repetitions, for each kernel position (KernelLanes of them at once; columns
//   before rows), for each of the group's GroupBeats beats: one operation. op_first and op_last mark an
//   accumulation: all kernel positions and beats of one repetition. Kernel lane k (row-major in the
//   kernel) is at op_data_o[k*BeatBits +: BeatBits], BeatBits = Lanes*Pixels*LaneBits. What lies outside
//   the image reads PadValue in each lane and has its bit in op_inside_o, k*Pixels + j, low.
// Cycles per frame: the larger of the input beats and the operations, if Rows is large enough
//   (window.cpp computes how large). A pixel's first operation is issued at the earliest in the
//   cycle after the last beat that the window needs was taken; a row's first beat is taken at the
//   earliest 3 cycles after the last operation was issued that kept its place occupied. op_valid_o
//   is 5 cycles after issue, op_early_o 3.
// Back-pressure: the input waits for a free row. The output never waits, but an operation that ends
//   an accumulation is issued only while issue_ok_i is high; issue_last_o tells that it was.
// Limits: 1 <= LastPixels <= Pixels; KernelLanes is 1, KernelWidth or KernelHeight*KernelWidth; GroupBeats divides PixelBeats;
//   Rows holds the window's rows inside the image.
module sluice_window #(
    parameter int Lanes = 1,           // channels of a word
    parameter int Pixels = 1,          // pixels of a word
    parameter int LastPixels = 1,      // pixels of a row's last word, 1 to Pixels
    parameter int LaneBits = 8,        // bits of a channel's element
    parameter int InHeight = 4,        // rows of the image
    parameter int InWidth = 4,         // words of a row
    parameter int PixelBeats = 1,      // beats of a word
    parameter int KernelHeight = 3,    // rows of the kernel
    parameter int KernelWidth = 3,     // words of a kernel row
    parameter int StrideHeight = 1,    // rows from output row to output row
    parameter int StrideWidth = 1,     // words from output word to output word
    parameter int DilationHeight = 1,  // rows from kernel row to kernel row
    parameter int DilationWidth = 1,   // words from kernel column to kernel column
    parameter int PadTop = 1,          // rows of padding above the image
    parameter int PadLeft = 1,         // words of padding before a row
    parameter int OutHeight = 4,       // output rows
    parameter int OutWidth = 4,        // output words of a row
    parameter int KernelLanes = 1,     // kernel positions at once: 1, KernelWidth, or all
    parameter int GroupBeats = 1,      // beats of a group of channels; divides PixelBeats
    parameter int OutGroups = 1,       // repetitions of a group of channels
    parameter int Rows = 5,            // rows that are held: those of window_rows() in window.h
    parameter int PadValue = 0         // what lies outside the image
) (
    input  logic                                         clk_i,
    input  logic                                         rst_ni,
    input  logic                                         in_valid_i,
    output logic                                         in_ready_o,
    input  logic [Lanes*Pixels*LaneBits-1:0]             in_data_i,  // lane i of pixel j at element i*Pixels + j
    input  logic                                         issue_ok_i,  // an operation that ends an accumulation may be issued
    output logic                                         issue_last_o,  // such an operation is issued
    output logic                                         op_early_o,  // an operation comes in two cycles
    output logic                                         op_valid_o,  // an operation comes
    output logic                                         op_first_o,  // it is the first of its accumulation
    output logic                                         op_last_o,  // it is the last of its accumulation
    output logic [KernelLanes*Pixels-1:0]                op_inside_o,  // bit k*Pixels + j: pixel j of lane k's word is inside the image
    output logic [KernelLanes*Lanes*Pixels*LaneBits-1:0] op_data_o  // the word of kernel lane k at [k*BeatBits +: BeatBits]
);

  function automatic int at_least(input int value, input int low);
    at_least = value > low ? value : low;
  endfunction

  function automatic int gcd(input int a, input int b);
    int x;
    int y;
    int rest;
    x = a;
    y = b;
    while (y != 0) begin
      rest = x % y;
      x = y;
      y = rest;
    end
    gcd = x;
  endfunction

  // As few column banks as give each of the kernel's columns a bank of its own, whatever the phase.
  function automatic int column_banks(input int columns, input int dilation);
    int banks;
    banks = columns;
    if (columns > 1) begin
      while (gcd(banks, dilation) != 1) banks = banks + 1;
    end
    column_banks = banks;
  endfunction

  localparam bit AllRows = KernelLanes == KernelHeight * KernelWidth && KernelHeight > 1;
  localparam int LaneRows = AllRows ? KernelHeight : 1;
  localparam int LaneColumns = AllRows || KernelLanes == KernelWidth ? KernelWidth : 1;
  localparam int StepsY = KernelHeight / LaneRows;
  localparam int StepsX = KernelWidth / LaneColumns;
  localparam int Groups = PixelBeats / GroupBeats;
  localparam int ExtentHeight = (KernelHeight - 1) * DilationHeight + 1;
  localparam int ExtentWidth = (KernelWidth - 1) * DilationWidth + 1;

  // Whether a column is inside the image is one bit, or two where the last word of a row is not full:
  // for its first LastPixels pixels, and for the others.
  localparam int Masks = LastPixels < Pixels ? 2 : 1;

  // A row lies in Banks memories, pixel x in bank x mod Banks; with all kernel rows at once every
  // row has memories of its own.
  localparam int Banks = column_banks(LaneColumns, DilationWidth);
  localparam int RowWords = (InWidth + Banks - 1) / Banks * PixelBeats;
  localparam int BankWords = AllRows ? RowWords : Rows * RowWords;
  localparam int AddressBits = BankWords > 1 ? $clog2(BankWords) : 1;
  // A row's place in the ring; its words begin at place * RowWords, or it is the memory's number.
  localparam int PlaceBits = Rows > 1 ? $clog2(Rows) : 1;

  if (KernelLanes != 1 && KernelLanes != KernelWidth && KernelLanes != KernelHeight * KernelWidth)
  begin : gen_rule_kernel_lanes
    sluice_rule_kernel_lanes_is_1_row_or_all u_rule ();
  end
  if (PixelBeats % GroupBeats != 0) begin : gen_rule_group_beats
    sluice_rule_group_beats_divides_pixel_beats u_rule ();
  end
  if (LastPixels < 1 || LastPixels > Pixels) begin : gen_rule_last_pixels
    sluice_rule_last_pixels_from_1_to_pixels u_rule ();
  end
  if (Rows < 1) begin : gen_rule_rows
    sluice_rule_rows_at_least_1 u_rule ();
  end

  localparam int CBits = PixelBeats > 1 ? $clog2(PixelBeats) : 1;
  localparam int WxBits = InWidth > 1 ? $clog2(InWidth) : 1;
  localparam int BankBits = Banks > 1 ? $clog2(Banks) : 1;

  // Signed counts of columns and rows.
  localparam int XTop = at_least(at_least(InWidth, (OutWidth - 1) * StrideWidth + ExtentWidth),
                                 PadLeft);
  localparam int XBits = $clog2(XTop + 1) + 1;
  localparam int YTop = at_least(
      at_least(InHeight + Rows, OutHeight * StrideHeight + ExtentHeight), PadTop + InHeight);
  localparam int YBits = $clog2(YTop + 1) + 1;

  logic signed [YBits-1:0] released;
  logic take, row_done;
  logic [WxBits-1:0] write_x;
  logic [BankBits-1:0] write_bank;
  logic [PlaceBits-1:0] write_place;
  logic [AddressBits-1:0] write_address;

  sluice_window_writer #(
      .PixelBeats(PixelBeats), .InWidth(InWidth), .Rows(Rows), .Banks(Banks), .AllRows(AllRows),
      .AddressBits(AddressBits), .YBits(YBits)
  ) u_writer (
      .clk_i, .rst_ni, .in_valid_i, .in_ready_o, .release_i(released), .take_o(take), .x_o(write_x),
      .bank_o(write_bank), .place_o(write_place), .address_o(write_address), .row_done_o(row_done)
  );

  // An operation is issued when its pixel has arrived and, where it ends an accumulation, that may end.
  logic issue, arrived, sum_first, pixel_first;
  logic ig_last, kx_last, ky_last, grp_last, ox_last, oy_last;
  logic step_x, step_y, sum_last, step_group, pixel_last, row_last, frame_last;
  assign issue = (!pixel_first || arrived) && (!sum_last || issue_ok_i);
  assign issue_last_o = issue && sum_last;

  sluice_window_loops #(
      .GroupBeats(GroupBeats), .StepsX(StepsX), .StepsY(StepsY), .OutGroups(OutGroups),
      .Groups(Groups), .OutWidth(OutWidth), .OutHeight(OutHeight)
  ) u_loops (
      .clk_i, .rst_ni, .step_i(issue), .sum_first_o(sum_first), .pixel_first_o(pixel_first),
      .ig_last_o(ig_last), .kx_last_o(kx_last), .ky_last_o(ky_last), .grp_last_o(grp_last),
      .ox_last_o(ox_last), .oy_last_o(oy_last), .step_x_o(step_x), .step_y_o(step_y),
      .sum_last_o(sum_last), .step_group_o(step_group), .pixel_last_o(pixel_last),
      .row_last_o(row_last), .frame_last_o(frame_last)
  );

  sluice_window_rows #(
      .InHeight(InHeight), .InWidth(InWidth), .ExtentHeight(ExtentHeight),
      .ExtentWidth(ExtentWidth), .StrideHeight(StrideHeight), .StrideWidth(StrideWidth),
      .PadTop(PadTop), .PadLeft(PadLeft), .XBits(XBits), .YBits(YBits)
  ) u_rows (
      .clk_i, .rst_ni, .write_x_i(write_x), .row_done_i(row_done), .issue_i(issue),
      .pixel_last_i(pixel_last), .row_last_i(row_last), .frame_last_i(frame_last),
      .ox_last_i(ox_last), .oy_last_i(oy_last), .arrived_o(arrived), .release_o(released)
  );

  // Where kernel lane 0 reads.
  logic signed [XBits-1:0] x;
  logic signed [YBits-1:0] y;
  logic [BankBits-1:0] phase;
  logic [PlaceBits-1:0] place;
  logic [AddressBits-1:0] row_address, column;
  logic [CBits-1:0] beat;

  sluice_window_place #(
      .PixelBeats(PixelBeats), .InHeight(InHeight), .StrideHeight(StrideHeight),
      .StrideWidth(StrideWidth), .DilationHeight(DilationHeight), .DilationWidth(DilationWidth),
      .PadTop(PadTop), .PadLeft(PadLeft), .Rows(Rows), .RowWords(RowWords), .Banks(Banks),
      .AddressBits(AddressBits), .XBits(XBits), .YBits(YBits)
  ) u_place (
      .clk_i, .rst_ni, .issue_i(issue), .ig_last_i(ig_last), .kx_last_i(kx_last),
      .ky_last_i(ky_last), .grp_last_i(grp_last), .ox_last_i(ox_last), .oy_last_i(oy_last),
      .step_x_i(step_x), .step_y_i(step_y), .sum_last_i(sum_last), .step_group_i(step_group),
      .pixel_last_i(pixel_last), .row_last_i(row_last), .x_o(x), .y_o(y), .phase_o(phase),
      .place_o(place), .row_address_o(row_address), .column_o(column), .beat_o(beat)
  );

  // Which lanes are inside the image; a side that no lane ever crosses is not looked at.
  logic [LaneColumns*Masks-1:0] in_x_q;
  logic [LaneRows-1:0] in_y_q;

  for (genvar k = 0; k < LaneColumns; k++) begin : gen_in_x
    localparam int Tap = k * DilationWidth;
    localparam int Most = (OutWidth - 1) * StrideWidth - PadLeft
        + (StepsX == 1 ? k : KernelWidth - 1) * DilationWidth;
    for (genvar m = 0; m < Masks; m++) begin : gen_mask
      logic under, inner;
      sluice_below #(.Bits(XBits), .Limit(-Tap)) u_under (.value_i(x), .below_o(under));
      sluice_below #(.Bits(XBits), .Limit(InWidth - m - Tap)) u_inner (
          .value_i(x), .below_o(inner)
      );
      always_ff @(posedge clk_i)
        in_x_q[k*Masks+m] <= (Tap >= PadLeft || !under) && (Most < InWidth - m || inner);
    end
  end

  for (genvar k = 0; k < LaneRows; k++) begin : gen_in_y
    localparam int Tap = k * DilationHeight;
    localparam int Most = (OutHeight - 1) * StrideHeight - PadTop
        + (StepsY == 1 ? k : KernelHeight - 1) * DilationHeight;
    logic under, inner;
    sluice_below #(.Bits(YBits), .Limit(-Tap)) u_under (.value_i(y), .below_o(under));
    sluice_below #(.Bits(YBits), .Limit(InHeight - Tap)) u_inner (.value_i(y), .below_o(inner));
    always_ff @(posedge clk_i)
      in_y_q[k] <= (Tap >= PadTop || !under) && (Most < InHeight || inner);
  end

  sluice_window_read #(
      .Lanes(Lanes), .Pixels(Pixels), .LastPixels(LastPixels), .LaneBits(LaneBits),
      .PixelBeats(PixelBeats), .LaneRows(LaneRows), .LaneColumns(LaneColumns),
      .DilationHeight(DilationHeight), .DilationWidth(DilationWidth), .Rows(Rows), .Banks(Banks),
      .AllRows(AllRows), .BankWords(BankWords), .PadValue(PadValue)
  ) u_read (
      .clk_i, .rst_ni, .write_i(take), .write_bank_i(write_bank), .write_place_i(write_place),
      .write_address_i(write_address), .write_data_i(in_data_i), .valid_i(issue),
      .flags_i({sum_last, sum_first}), .phase_i(phase), .place_i(place),
      .row_address_i(row_address), .column_i(column), .beat_i(beat), .in_x_i(in_x_q),
      .in_y_i(in_y_q), .early_o(op_early_o), .valid_o(op_valid_o),
      .flags_o({op_last_o, op_first_o}), .inside_o(op_inside_o), .data_o(op_data_o)
  );

endmodule
