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
`include "sluice_assert.svh"

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

  // Bits of a counter from 0 to count-1.
  function automatic int counter_bits(input int count);
    counter_bits = count > 1 ? $clog2(count) : 1;
  endfunction

  function automatic int modulo(input int value, input int modulus);
    modulo = ((value % modulus) + modulus) % modulus;
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

  // value < limit, bit by bit: with a constant limit fewer LUTs than a carry chain.
  function automatic logic below(input logic signed [31:0] value, input int limit);
    below = 1'b0;
    for (int i = 0; i < 31; i++)
      if (value[i] != limit[i]) below = limit[i];
    if (value[31] != limit[31]) below = value[31];
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
  localparam int BeatBits = Lanes * Pixels * LaneBits;

  // Whether a column is inside the image is one bit, or two where the last word of a row is not full:
  // for its first LastPixels pixels, and for the others.
  localparam int Masks = LastPixels < Pixels ? 2 : 1;

  // A row lies in Banks memories, pixel x in bank x mod Banks; with all kernel rows at once every
  // row has memories of its own.
  localparam int Banks = column_banks(LaneColumns, DilationWidth);
  localparam int RowBanks = AllRows ? Rows : 1;
  localparam int RowWords = (InWidth + Banks - 1) / Banks * PixelBeats;
  localparam int BankWords = AllRows ? RowWords : Rows * RowWords;
  localparam int AddressBits = BankWords > 1 ? $clog2(BankWords) : 1;
  // Pixels begin at multiples of PixelBeats: the bits that this leaves to move, for the tools.
  localparam logic [AddressBits-1:0] PIXEL_BITS = AddressBits'(-(PixelBeats & -PixelBeats));

  // A row's place in the ring; its words begin at place * RowWords, or it is the memory's number.
  localparam int PlaceBits = counter_bits(Rows);

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

  // --- Writer: one beat at a time into the ring of rows ---

  localparam int CBits = counter_bits(PixelBeats);
  localparam int WxBits = counter_bits(InWidth);
  localparam int BankBits = counter_bits(Banks);

  // Signed counts of columns and rows.
  localparam int XTop = at_least(at_least(InWidth, (OutWidth - 1) * StrideWidth + ExtentWidth),
                                 PadLeft);
  localparam int XBits = $clog2(XTop + 1) + 1;
  localparam int YTop = at_least(
      at_least(InHeight + Rows, OutHeight * StrideHeight + ExtentHeight), PadTop + InHeight);
  localparam int YBits = $clog2(YTop + 1) + 1;

  logic take;
  logic [WxBits-1:0] write_x_q;
  logic [BankBits-1:0] write_bank_q;
  logic [PlaceBits-1:0] write_place_q;
  logic [AddressBits-1:0] write_address_q;
  logic [AddressBits-1:0] write_pixel_q; // of the pixel's first beat
  logic write_pixel_last;
  logic write_bank_last;
  logic write_row_last;
  logic write_ring_last;
  logic write_pixel_done;
  logic write_row_done;

  logic signed [YBits-1:0] occupied_q; // rows written and not released; negative when rows that
                                       // nobody reads are released ahead
  logic signed [YBits-1:0] release_q;
  logic in_ready_q; // a row is free

  localparam logic signed [YBits-1:0] ROWS = YBits'(Rows);

  assign in_ready_o = in_ready_q;
  assign take = in_valid_i && in_ready_q;
  assign write_pixel_done = take && write_pixel_last;
  assign write_row_done = write_pixel_done && write_row_last;

  logic [CBits-1:0] unused_write_beat;
  sluice_counter #(.Count(PixelBeats)) u_write_beat (
      .clk_i, .rst_ni, .step_i(take), .clear_i(1'b0), .count_o(unused_write_beat),
      .last_o(write_pixel_last)
  );
  sluice_counter #(.Count(InWidth)) u_write_x (
      .clk_i, .rst_ni, .step_i(write_pixel_done), .clear_i(1'b0), .count_o(write_x_q),
      .last_o(write_row_last)
  );
  sluice_counter #(.Count(Banks)) u_write_bank (
      .clk_i, .rst_ni, .step_i(write_pixel_done), .clear_i(write_row_last), .count_o(write_bank_q),
      .last_o(write_bank_last)
  );

  sluice_counter #(.Count(Rows)) u_write_place (
      .clk_i, .rst_ni, .step_i(write_row_done), .clear_i(1'b0), .count_o(write_place_q),
      .last_o(write_ring_last)
  );

  // In one bank beat follows beat through all rows.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_address_q <= '0;
      write_pixel_q <= '0;
    end else if (take && Banks == 1) begin
      write_address_q <= write_row_done && (AllRows || write_ring_last)
          ? '0 : write_address_q + AddressBits'(1);
    end else if (take) begin
      if (!write_pixel_last) begin
        write_address_q <= write_address_q + AddressBits'(1);
      end else begin
        if (write_row_last && (AllRows || write_ring_last)) begin
          write_pixel_q <= '0;
          write_address_q <= '0;
        end else if (write_row_last || write_bank_last) begin
          write_pixel_q <= (write_pixel_q + AddressBits'(PixelBeats)) & PIXEL_BITS;
          write_address_q <= write_pixel_q + AddressBits'(PixelBeats);
        end else begin
          write_address_q <= write_pixel_q;
        end
      end
    end
  end

  // Full after a row that was the last free one, as long as none is released.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      occupied_q <= '0;
      in_ready_q <= 1'b1;
    end else begin
      occupied_q <= occupied_q + $signed({{(YBits-1){1'b0}}, write_row_done}) - release_q;
      in_ready_q <= release_q != '0 ||
                    (in_ready_q && !(write_row_done && occupied_q == ROWS - $signed(YBits'(1))));
    end
  end

  `SLUICE_ASSERT(a_ready, in_ready_q == (occupied_q < ROWS))

  // --- Reader: the loops, from the innermost outwards ---

  localparam int IgBits = counter_bits(GroupBeats);
  localparam int KxBits = counter_bits(StepsX);
  localparam int KyBits = counter_bits(StepsY);
  localparam int OgBits = counter_bits(OutGroups);
  localparam int GrpBits = counter_bits(Groups);
  localparam int OxBits = counter_bits(OutWidth);
  localparam int OyBits = counter_bits(OutHeight);

  logic [IgBits-1:0] unused_ig;
  logic [KxBits-1:0] unused_kx;
  logic [KyBits-1:0] unused_ky;
  logic [OgBits-1:0] unused_og;
  logic [GrpBits-1:0] unused_grp;
  logic [OxBits-1:0] unused_ox;
  logic [OyBits-1:0] unused_oy;
  logic ig_last, kx_last, ky_last, og_last, grp_last, ox_last, oy_last;

  logic step_x, step_y, sum_last, step_group, pixel_last, row_last, frame_last;
  assign step_x = ig_last;
  assign step_y = step_x && kx_last;
  assign sum_last = step_y && ky_last;
  assign step_group = sum_last && og_last;
  assign pixel_last = step_group && grp_last;
  assign row_last = pixel_last && ox_last;
  assign frame_last = row_last && oy_last;

  logic sum_first_q;
  logic pixel_first_q;
  logic signed [YBits-1:0] arrived_q;   // rows written since the reader's frame began
  logic signed [YBits-1:0] need_row_q;  // the last row and column that the pixel needs
  logic signed [XBits-1:0] need_x_q;
  logic signed [XBits-1:0] write_x;
  logic arrived;
  logic issue;

  assign write_x = $signed({{(XBits - WxBits){1'b0}}, write_x_q});
  assign arrived = arrived_q > need_row_q || (arrived_q == need_row_q && write_x > need_x_q && write_x_q != '0);
  assign issue = (!pixel_first_q || arrived) && (!sum_last || issue_ok_i);
  assign issue_last_o = issue && sum_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sum_first_q <= 1'b1;
      pixel_first_q <= 1'b1;
    end else if (issue) begin
      sum_first_q <= sum_last;
      pixel_first_q <= pixel_last;
    end
  end

  sluice_counter #(.Count(GroupBeats)) u_ig (
      .clk_i, .rst_ni, .step_i(issue), .clear_i(1'b0), .count_o(unused_ig), .last_o(ig_last)
  );
  sluice_counter #(.Count(StepsX)) u_kx (
      .clk_i, .rst_ni, .step_i(issue && step_x), .clear_i(1'b0), .count_o(unused_kx), .last_o(kx_last)
  );
  sluice_counter #(.Count(StepsY)) u_ky (
      .clk_i, .rst_ni, .step_i(issue && step_y), .clear_i(1'b0), .count_o(unused_ky), .last_o(ky_last)
  );
  sluice_counter #(.Count(OutGroups)) u_og (
      .clk_i, .rst_ni, .step_i(issue && sum_last), .clear_i(1'b0), .count_o(unused_og), .last_o(og_last)
  );
  sluice_counter #(.Count(Groups)) u_grp (
      .clk_i, .rst_ni, .step_i(issue && step_group), .clear_i(1'b0), .count_o(unused_grp), .last_o(grp_last)
  );
  sluice_counter #(.Count(OutWidth)) u_ox (
      .clk_i, .rst_ni, .step_i(issue && pixel_last), .clear_i(1'b0), .count_o(unused_ox), .last_o(ox_last)
  );
  sluice_counter #(.Count(OutHeight)) u_oy (
      .clk_i, .rst_ni, .step_i(issue && row_last), .clear_i(1'b0), .count_o(unused_oy), .last_o(oy_last)
  );

  // Arrival. What the window needs is clipped to the image's rows; columns need no clipping, because
  // a need beyond the last column waits for the row to be complete. A window all of padding waits for
  // its frame's first pixel: no frame's results come before its own input.
  localparam logic signed [YBits-1:0] HEIGHT = YBits'(InHeight);
  localparam logic signed [YBits-1:0] STEP_Y = YBits'(StrideHeight);
  localparam logic signed [YBits-1:0] FIRST_END = YBits'(ExtentHeight - 1 - PadTop);
  localparam logic signed [XBits-1:0] STEP_X = XBits'(StrideWidth);
  localparam logic signed [XBits-1:0] FIRST_NEED_X = XBits'(ExtentWidth - 1 - PadLeft);
  localparam logic signed [YBits-1:0] LAST_ROW = YBits'(InHeight - 1);
  localparam logic signed [YBits-1:0] FIRST_NEED_ROW =
      YBits'(ExtentHeight - 1 - PadTop < InHeight - 1 ? at_least(ExtentHeight - 1 - PadTop, 0)
                                                      : InHeight - 1);

  logic signed [YBits-1:0] next_end_q; // the window's last row one output row ahead, not clipped

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      arrived_q <= '0;
      need_row_q <= FIRST_NEED_ROW;
      next_end_q <= FIRST_END + STEP_Y;
      need_x_q <= FIRST_NEED_X;
    end else begin
      arrived_q <= arrived_q + $signed({{(YBits-1){1'b0}}, write_row_done})
                   - (issue && frame_last ? HEIGHT : $signed(YBits'(0)));
      if (issue && pixel_last) need_x_q <= ox_last ? FIRST_NEED_X : need_x_q + STEP_X;
      if (issue && row_last) begin
        if (oy_last) begin
          need_row_q <= FIRST_NEED_ROW;
          next_end_q <= FIRST_END + STEP_Y;
        end else begin
          if (!below(32'(next_end_q), InHeight)) need_row_q <= LAST_ROW;
          else need_row_q <= next_end_q < $signed(YBits'(0)) ? '0 : next_end_q;
          next_end_q <= next_end_q + STEP_Y;
        end
      end
    end
  end

  // Release, in three steps so that no read in flight is overtaken: how many rows of the frame are
  // done with, how many of them newly, and the count of occupied rows above.
  localparam logic signed [YBits-1:0] SECOND_TOP = YBits'(StrideHeight - PadTop);

  logic signed [YBits-1:0] next_top_q; // the window's first row one output row ahead
  logic signed [YBits-1:0] done_q;
  logic signed [YBits-1:0] released_q;
  logic row_issued_q;
  logic frame_issued_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      next_top_q <= SECOND_TOP;
      row_issued_q <= 1'b0;
      released_q <= '0;
      release_q <= '0;
    end else begin
      row_issued_q <= issue && row_last;
      if (issue && row_last) next_top_q <= oy_last ? SECOND_TOP : next_top_q + STEP_Y;
      release_q <= row_issued_q ? done_q - released_q : '0;
      if (row_issued_q) released_q <= frame_issued_q ? '0 : done_q;
    end
    frame_issued_q <= frame_last;
    if (frame_last || !below(32'(next_top_q), InHeight)) done_q <= HEIGHT;
    else if (next_top_q < $signed(YBits'(0))) done_q <= '0;
    else done_q <= next_top_q;
  end

  // --- Where the operation reads: column, phase and place of kernel lane 0 ---

  localparam logic signed [XBits-1:0] FIRST_X = XBits'(-PadLeft);
  localparam logic signed [XBits-1:0] TAP_X = XBits'(DilationWidth);
  localparam logic signed [YBits-1:0] FIRST_Y = YBits'(-PadTop);
  localparam logic signed [YBits-1:0] TAP_Y = YBits'(DilationHeight);
  // Column x = quotient * Banks + phase; addresses count modulo 2^AddressBits.
  localparam int FirstPhase = modulo(-PadLeft, Banks);
  localparam logic [AddressBits-1:0] FIRST_COLUMN =
      AddressBits'((-PadLeft - FirstPhase) / Banks * PixelBeats);
  localparam logic [AddressBits-1:0] STRIDE_COLUMN =
      AddressBits'(StrideWidth / Banks * PixelBeats);
  localparam logic [AddressBits-1:0] STRIDE_CARRY =
      AddressBits'((StrideWidth / Banks + 1) * PixelBeats);
  localparam logic [AddressBits-1:0] TAP_COLUMN = AddressBits'(DilationWidth * PixelBeats);
  localparam int PhaseStep = StrideWidth % Banks;

  logic [CBits-1:0] group_q; // the group's first beat
  logic [CBits-1:0] beat_q;
  logic signed [XBits-1:0] pixel_x_q, x_q, pixel_x_d;
  logic [AddressBits-1:0] pixel_column_q, column_q, pixel_column_d;
  logic [BankBits-1:0] phase_q, phase_d;
  logic signed [YBits-1:0] row_y_q, y_q, row_y_d;
  logic [PlaceBits-1:0] frame_place_q, row_place_q, place_q, frame_place_d, row_place_d, place_d;
  logic [AddressBits-1:0] row_address_q; // place_words(place_q)
  logic phase_carry;

  // Places modulo the ring, and their first words, as tables: fewer LUTs than sums are.
  function automatic logic [PlaceBits-1:0] place_add(input logic [PlaceBits-1:0] place,
                                                     input int rows);
    place_add = '0;
    for (int s = 0; s < Rows; s++)
      if (place == PlaceBits'(s)) place_add = PlaceBits'((s + rows) % Rows);
  endfunction

  function automatic logic [AddressBits-1:0] place_words(input logic [PlaceBits-1:0] place);
    place_words = '0;
    for (int s = 0; s < Rows; s++)
      if (place == PlaceBits'(s)) place_words = AddressBits'(s * RowWords);
  endfunction

  assign phase_carry = PhaseStep != 0 && phase_q >= BankBits'(Banks - PhaseStep);

  always_comb begin
    if (ox_last) begin
      pixel_x_d = FIRST_X;
      pixel_column_d = FIRST_COLUMN;
      phase_d = BankBits'(FirstPhase);
    end else begin
      pixel_x_d = pixel_x_q + STEP_X;
      pixel_column_d = (pixel_column_q + (phase_carry ? STRIDE_CARRY : STRIDE_COLUMN)) & PIXEL_BITS;
      phase_d = phase_carry ? phase_q - BankBits'(Banks - PhaseStep)
                            : phase_q + BankBits'(PhaseStep);
    end
    frame_place_d = place_add(frame_place_q, InHeight);
    if (oy_last) begin
      row_y_d = FIRST_Y;
      row_place_d = frame_place_d;
    end else begin
      row_y_d = row_y_q + STEP_Y;
      row_place_d = place_add(row_place_q, StrideHeight);
    end
    if (step_y && !ky_last) place_d = place_add(place_q, DilationHeight);
    else if (row_last) place_d = row_place_d;
    else if (sum_last) place_d = row_place_q;
    else place_d = place_q;
  end

  localparam int FirstPlace = modulo(-PadTop, Rows);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      group_q <= '0;
      beat_q <= '0;
      pixel_x_q <= FIRST_X;
      x_q <= FIRST_X;
      pixel_column_q <= FIRST_COLUMN;
      column_q <= FIRST_COLUMN;
      phase_q <= BankBits'(FirstPhase);
      row_y_q <= FIRST_Y;
      y_q <= FIRST_Y;
      frame_place_q <= PlaceBits'(FirstPlace);
      row_place_q <= PlaceBits'(FirstPlace);
      place_q <= PlaceBits'(FirstPlace);
      row_address_q <= AddressBits'(FirstPlace * RowWords);
    end else if (issue) begin
      place_q <= place_d;
      row_address_q <= place_words(place_d);
      if (!ig_last) begin
        beat_q <= beat_q + CBits'(1);
      end else if (!step_group) begin
        beat_q <= group_q;
      end else if (!grp_last) begin
        beat_q <= beat_q + CBits'(1);
        group_q <= beat_q + CBits'(1);
      end else begin
        beat_q <= '0;
        group_q <= '0;
      end

      if (step_x && !kx_last) begin
        x_q <= x_q + TAP_X;
        column_q <= (column_q + TAP_COLUMN) & PIXEL_BITS;
      end else if (pixel_last) begin
        x_q <= pixel_x_d;
        column_q <= pixel_column_d;
        pixel_x_q <= pixel_x_d;
        pixel_column_q <= pixel_column_d;
        phase_q <= phase_d;
      end else if (step_y) begin
        x_q <= pixel_x_q;
        column_q <= pixel_column_q;
      end

      if (step_y && !ky_last) begin
        y_q <= y_q + TAP_Y;
      end else if (row_last) begin
        y_q <= row_y_d;
        row_y_q <= row_y_d;
        row_place_q <= row_place_d;
        if (oy_last) frame_place_q <= frame_place_d;
      end else if (sum_last) begin
        y_q <= row_y_q;
      end
    end
  end

  // --- The pipeline: 1 address, 2 address per bank, 3 word, 4 row, 5 column ---

  logic valid1_q, valid2_q, valid3_q, valid4_q, valid5_q;
  logic [1:0] flag1_q, flag2_q, flag3_q, flag4_q, flag5_q; // last, first
  logic [LaneColumns*Masks-1:0] in_x1_q, in_x2_q, in_x3_q, in_x4_q;
  logic [LaneRows-1:0] in_y1_q, in_y2_q, in_y3_q, in_y4_q;
  logic [AddressBits-1:0] address1_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid1_q <= 1'b0;
      valid2_q <= 1'b0;
      valid3_q <= 1'b0;
      valid4_q <= 1'b0;
      valid5_q <= 1'b0;
    end else begin
      valid1_q <= issue;
      valid2_q <= valid1_q;
      valid3_q <= valid2_q;
      valid4_q <= valid3_q;
      valid5_q <= valid4_q;
    end
    flag1_q <= {sum_last, sum_first_q};
    flag2_q <= flag1_q;
    flag3_q <= flag2_q;
    flag4_q <= flag3_q;
    flag5_q <= flag4_q;
    in_x2_q <= in_x1_q;
    in_x3_q <= in_x2_q;
    in_x4_q <= in_x3_q;
    in_y2_q <= in_y1_q;
    in_y3_q <= in_y2_q;
    in_y4_q <= in_y3_q;
    address1_q <= (AllRows ? '0 : row_address_q) + column_q + AddressBits'(beat_q);
  end

  // Inside the image; a side that no lane ever crosses is not looked at.
  for (genvar k = 0; k < LaneColumns; k++) begin : gen_in_x
    localparam int Tap = k * DilationWidth;
    localparam int Most = (OutWidth - 1) * StrideWidth - PadLeft
        + (StepsX == 1 ? k : KernelWidth - 1) * DilationWidth;
    for (genvar m = 0; m < Masks; m++) begin : gen_mask
      always_ff @(posedge clk_i)
        in_x1_q[k*Masks+m] <= (Tap >= PadLeft || !below(32'(x_q), -Tap))
                              && (Most < InWidth - m || below(32'(x_q), InWidth - m - Tap));
    end
  end

  for (genvar k = 0; k < LaneRows; k++) begin : gen_in_y
    localparam int Tap = k * DilationHeight;
    localparam int Most = (OutHeight - 1) * StrideHeight - PadTop
        + (StepsY == 1 ? k : KernelHeight - 1) * DilationHeight;
    always_ff @(posedge clk_i)
      in_y1_q[k] <= (Tap >= PadTop || !below(32'(y_q), -Tap))
                    && (Most < InHeight || below(32'(y_q), InHeight - Tap));
  end

  // What bank `bank` adds to the address of column `phase`: the kernel lane that it serves may lie
  // one or more rounds of the banks further on.
  function automatic int bank_offset(input int bank, input int phase);
    bank_offset = 0;
    for (int k = 0; k < LaneColumns; k++) begin
      if ((phase + k * DilationWidth) % Banks == bank)
        bank_offset = (phase + k * DilationWidth) / Banks * PixelBeats;
    end
  endfunction

  logic [RowBanks*Banks*BeatBits-1:0] word3; // row bank-major

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [AddressBits-1:0] offset1_q;
    logic [AddressBits-1:0] address2_q;

    if (Banks == 1) begin : gen_no_offset
      assign offset1_q = '0;
    end else begin : gen_offset
      // A phase beyond the last one counts as the first: an index of its own bits, no product.
      for (genvar a = 0; a < AddressBits; a++) begin : gen_bit
        logic [(1<<BankBits)-1:0] choices;
        for (genvar p = 0; p < 1 << BankBits; p++) begin : gen_phase
          localparam int Offset = bank_offset(b, p < Banks ? p : 0);
          assign choices[p] = Offset[a];
        end
        always_ff @(posedge clk_i) offset1_q[a] <= choices[phase_q];
      end
    end

    always_ff @(posedge clk_i) address2_q <= address1_q + offset1_q;

    for (genvar r = 0; r < RowBanks; r++) begin : gen_row
      sluice_ram #(
          .Width(BeatBits),
          .Depth(BankWords)
      ) u_ram (
          .clk_i,
          .write_i(take && write_bank_q == BankBits'(b)
                   && (!AllRows || write_place_q == PlaceBits'(r))),
          .write_address_i(write_address_q),
          .write_data_i(in_data_i),
          .read_address_i(address2_q),
          .read_data_o(word3[(r*Banks+b)*BeatBits+:BeatBits])
      );
    end
  end

  // Rows: kernel lane row r is in the memory r*DilationHeight places further on.
  logic [LaneRows*Banks*BeatBits-1:0] word4_d, word4_q;

  if (!AllRows) begin : gen_one_row
    assign word4_d = word3;
  end else begin : gen_all_rows
    logic [PlaceBits-1:0] place1_q, place2_q, place3_q;
    always_ff @(posedge clk_i) begin
      place1_q <= place_q;
      place2_q <= place1_q;
      place3_q <= place2_q;
    end
    for (genvar r = 0; r < LaneRows; r++) begin : gen_row_lane
      for (genvar e = 0; e < Banks * BeatBits; e++) begin : gen_bit
        logic [(1<<PlaceBits)-1:0] choices; // by place; what lies beyond the last one is as it is
        for (genvar s = 0; s < 1 << PlaceBits; s++) begin : gen_place
          localparam int From = ((s < Rows ? s : Rows - 1) + r * DilationHeight) % Rows;
          assign choices[s] = word3[From*Banks*BeatBits+e];
        end
        assign word4_d[r*Banks*BeatBits+e] = choices[place3_q];
      end
    end
  end

  // Columns: kernel lane column k is in the bank k*DilationWidth further on than the phase.
  logic [KernelLanes*BeatBits-1:0] data5_d, data5_q;
  logic [KernelLanes*Pixels-1:0] inside5_d, inside5_q;

  logic [KernelLanes*BeatBits-1:0] rotated;

  if (Banks == 1) begin : gen_no_rotate
    assign rotated = word4_q;
  end else begin : gen_rotate
    logic [BankBits-1:0] phase1_q, phase2_q, phase3_q, phase4_q;
    always_ff @(posedge clk_i) begin
      phase1_q <= phase_q;
      phase2_q <= phase1_q;
      phase3_q <= phase2_q;
      phase4_q <= phase3_q;
    end
    for (genvar r = 0; r < LaneRows; r++) begin : gen_lane_row
      for (genvar k = 0; k < LaneColumns; k++) begin : gen_lane_column
        for (genvar e = 0; e < BeatBits; e++) begin : gen_bit
          logic [(1<<BankBits)-1:0] choices; // by phase; what lies beyond the last one is as it is
          for (genvar p = 0; p < 1 << BankBits; p++) begin : gen_phase
            localparam int From = ((p < Banks ? p : Banks - 1) + k * DilationWidth) % Banks;
            assign choices[p] = word4_q[(r*Banks+From)*BeatBits+e];
          end
          assign rotated[(r*LaneColumns+k)*BeatBits+e] = choices[phase4_q];
        end
      end
    end
  end

  for (genvar r = 0; r < LaneRows; r++) begin : gen_mask_row
    for (genvar k = 0; k < LaneColumns; k++) begin : gen_mask_column
      localparam int Lane = r * LaneColumns + k;
      for (genvar j = 0; j < Pixels; j++) begin : gen_mask_pixel
        localparam int Mask = j < LastPixels ? 0 : Masks - 1;
        assign inside5_d[Lane*Pixels+j] = in_x4_q[k*Masks+Mask] && in_y4_q[r];
        for (genvar i = 0; i < Lanes; i++) begin : gen_mask_lane
          localparam int At = ((Lane * Lanes + i) * Pixels + j) * LaneBits;
          assign data5_d[At+:LaneBits] =
              inside5_d[Lane*Pixels+j] ? rotated[At+:LaneBits] : LaneBits'(PadValue);
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    word4_q <= word4_d;
    data5_q <= data5_d;
    inside5_q <= inside5_d;
  end

  assign op_early_o = valid3_q;
  assign op_valid_o = valid5_q;
  assign op_first_o = flag5_q[0];
  assign op_last_o = flag5_q[1];
  assign op_inside_o = inside5_q;
  assign op_data_o = data5_q;

endmodule
