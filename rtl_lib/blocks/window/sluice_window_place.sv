// SPDX-License-Identifier: Apache-2.0
// sluice_window_place: where sluice_window's next operation reads: column, phase, place and beat of kernel
// lane 0.
//
// issue_i takes the operation that the outputs describe; step_x_i to oy_last_i are those of
// sluice_window_loops. Column x lies in bank x mod Banks, its phase, at x / Banks * PixelBeats (modulo
// 2^AddressBits, also for the columns of the padding); a row at its place in the ring of Rows.
// Limits: those of sluice_window.
module sluice_window_place #(
    parameter int PixelBeats = 1,     // beats of a pixel
    parameter int InHeight = 4,       // rows of the image
    parameter int StrideHeight = 1,   // rows from window to window
    parameter int StrideWidth = 1,    // pixels from window to window
    parameter int DilationHeight = 1, // rows from kernel row to kernel row
    parameter int DilationWidth = 1,  // pixels from kernel column to kernel column
    parameter int PadTop = 1,         // rows of padding above the image
    parameter int PadLeft = 1,        // pixels of padding before a row
    parameter int Rows = 5,           // places of the ring
    parameter int RowWords = 4,       // words of a row in a bank
    parameter int Banks = 1,          // memories of a row
    parameter int AddressBits = 5,    // bits of an address
    parameter int XBits = 4,          // bits of a signed count of pixels of a row
    parameter int YBits = 4,          // bits of a signed count of rows
    localparam int CBits = PixelBeats > 1 ? $clog2(PixelBeats) : 1,
    localparam int BankBits = Banks > 1 ? $clog2(Banks) : 1,
    localparam int PlaceBits = Rows > 1 ? $clog2(Rows) : 1
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    issue_i,       // an operation is issued
    input  logic                    ig_last_i,     // in the last turn: beats
    input  logic                    kx_last_i,     // in the last turn: steps across the kernel
    input  logic                    ky_last_i,     // in the last turn: steps down the kernel
    input  logic                    grp_last_i,    // in the last turn: groups
    input  logic                    ox_last_i,     // in the last turn: pixels of a row
    input  logic                    oy_last_i,     // in the last turn: rows
    input  logic                    step_x_i,      // it ends the beats of a group
    input  logic                    step_y_i,      // it ends a row of the kernel
    input  logic                    sum_last_i,    // it ends an accumulation
    input  logic                    step_group_i,  // it ends a group's repetitions
    input  logic                    pixel_last_i,  // it ends a pixel
    input  logic                    row_last_i,    // it ends a row
    output logic signed [XBits-1:0] x_o,           // column in the image
    output logic signed [YBits-1:0] y_o,           // row in the image
    output logic [BankBits-1:0]     phase_o,       // bank of the column
    output logic [PlaceBits-1:0]    place_o,       // place of the row
    output logic [AddressBits-1:0]  row_address_o, // first word of the place
    output logic [AddressBits-1:0]  column_o,      // first word of the column, in its row
    output logic [CBits-1:0]        beat_o         // beat of the pixel
);

  function automatic int modulo(input int value, input int modulus);
    modulo = ((value % modulus) + modulus) % modulus;
  endfunction

  // Pixels begin at multiples of PixelBeats: the bits that this leaves to move, for the tools.
  localparam logic [AddressBits-1:0] PIXEL_BITS = AddressBits'(-(PixelBeats & -PixelBeats));
  localparam logic signed [YBits-1:0] STEP_Y = YBits'(StrideHeight);
  localparam logic signed [XBits-1:0] STEP_X = XBits'(StrideWidth);
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
  function automatic logic [PlaceBits-1:0] place_add(input logic [PlaceBits-1:0] from,
                                                     input int rows);
    place_add = '0;
    for (int s = 0; s < Rows; s++)
      if (from == PlaceBits'(s)) place_add = PlaceBits'((s + rows) % Rows);
  endfunction

  function automatic logic [AddressBits-1:0] place_words(input logic [PlaceBits-1:0] of);
    place_words = '0;
    for (int s = 0; s < Rows; s++)
      if (of == PlaceBits'(s)) place_words = AddressBits'(s * RowWords);
  endfunction

  assign phase_carry = PhaseStep != 0 && phase_q >= BankBits'(Banks - PhaseStep);

  always_comb begin
    if (ox_last_i) begin
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
    if (oy_last_i) begin
      row_y_d = FIRST_Y;
      row_place_d = frame_place_d;
    end else begin
      row_y_d = row_y_q + STEP_Y;
      row_place_d = place_add(row_place_q, StrideHeight);
    end
    if (step_y_i && !ky_last_i) place_d = place_add(place_q, DilationHeight);
    else if (row_last_i) place_d = row_place_d;
    else if (sum_last_i) place_d = row_place_q;
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
    end else if (issue_i) begin
      place_q <= place_d;
      row_address_q <= place_words(place_d);
      if (!ig_last_i) begin
        beat_q <= beat_q + CBits'(1);
      end else if (!step_group_i) begin
        beat_q <= group_q;
      end else if (!grp_last_i) begin
        beat_q <= beat_q + CBits'(1);
        group_q <= beat_q + CBits'(1);
      end else begin
        beat_q <= '0;
        group_q <= '0;
      end

      if (step_x_i && !kx_last_i) begin
        x_q <= x_q + TAP_X;
        column_q <= (column_q + TAP_COLUMN) & PIXEL_BITS;
      end else if (pixel_last_i) begin
        x_q <= pixel_x_d;
        column_q <= pixel_column_d;
        pixel_x_q <= pixel_x_d;
        pixel_column_q <= pixel_column_d;
        phase_q <= phase_d;
      end else if (step_y_i) begin
        x_q <= pixel_x_q;
        column_q <= pixel_column_q;
      end

      if (step_y_i && !ky_last_i) begin
        y_q <= y_q + TAP_Y;
      end else if (row_last_i) begin
        y_q <= row_y_d;
        row_y_q <= row_y_d;
        row_place_q <= row_place_d;
        if (oy_last_i) frame_place_q <= frame_place_d;
      end else if (sum_last_i) begin
        y_q <= row_y_q;
      end
    end
  end

  assign x_o = x_q;
  assign y_o = y_q;
  assign phase_o = phase_q;
  assign place_o = place_q;
  assign row_address_o = row_address_q;
  assign column_o = column_q;
  assign beat_o = beat_q;

endmodule
