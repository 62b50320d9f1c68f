// SPDX-License-Identifier: Apache-2.0
// Max unpooling: each pixel becomes a window in which its values stand at their places.
//
// Beats in: Width * Beats beats per row, Beats (Lanes channels each) per pixel; input 0 are values, input
//   1 their places, of which PlaceBits bits count. Beats out: each row KernelHeight times, each of its
//   pixels KernelWidth times; a lane is the value where its place is (row % KernelHeight) * KernelWidth
//   + column % KernelWidth, else ZeroPoint.
// Cycles per frame: the output beats. A beat of each operand is taken into a FIFO of depth 2 (1 cycle);
//   both leave it together for sluice_rearrange, whose InWords, Bands, Loops, Sizes and Steps repeat rows
//   and pixels; from its output a FIFO of depth 2 takes what is chosen (1 cycle).
// Back-pressure: two beats of an operand wait for those of the other, and for a band's room. in_ready_o
//   and out_valid_o are registers.
// Limits: 2 <= KernelHeight * KernelWidth <= 128, PlaceBits is its clog2; ZeroPoint is int8.

module sluice_unpool #(
    parameter int Lanes = 1,  // channels of a beat
    parameter int Beats = 1,  // beats of a pixel
    parameter int Width = 2,  // pixels of an input row
    parameter int KernelHeight = 2,  // rows of a window
    parameter int KernelWidth = 2,  // columns of a window
    parameter int PlaceBits = 2,  // bits of a place
    parameter int ZeroPoint = 0,  // what stands at the other places
    parameter int InWords = 2,  // words of a band of sluice_rearrange
    parameter int Bands = 2,  // bands of a frame
    parameter int Loops = 3,  // loops of reading
    parameter logic [Loops*32-1:0] Sizes = {32'd2, 32'd2, 32'd2},  // turns of each loop, 32 bits each, the innermost low
    parameter logic [Loops*32-1:0] Steps = {-32'd1, 32'd1, 32'd0},  // words that each loop adds, 32 bits each, signed
    parameter int Depth = 4  // beats of sluice_rearrange's output FIFO, at least 2
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic [1:0]           in_valid_i,
    output logic [1:0]           in_ready_o,
    input  logic [2*Lanes*8-1:0] in_data_i,  // values in the low half, places in the high one
    output logic                 out_valid_o,
    input  logic                 out_ready_i,
    output logic [Lanes*8-1:0]   out_data_o  // values, held while they wait
);

  localparam int Places = KernelHeight * KernelWidth;
  localparam int LaneBits = 8 + PlaceBits;

  if (Places < 2 || Places > 128 || PlaceBits != $clog2(Places)) begin : gen_rule_places
    sluice_rule_place_bits_hold_2_to_128_places u_rule ();
  end
  if (ZeroPoint < -128 || ZeroPoint > 127) begin : gen_rule_zero
    sluice_rule_zero_point_is_int8 u_rule ();
  end

  logic pair, room, unused_high;
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
      .issue_o(pair),
      .operands_o(operands)
  );

  // Lane l: the value, its place above.
  logic [Lanes*LaneBits-1:0] together, repeated;
  assign unused_high = ^operands[2*Lanes*8-1:Lanes*8];
  for (genvar l = 0; l < Lanes; l++) begin : gen_together
    assign together[l*LaneBits+:LaneBits] = {
      operands[(Lanes+l)*8+:PlaceBits], operands[l*8+:8]
    };
  end

  logic valid, take, chosen_ready;
  assign take = valid && chosen_ready;
  sluice_rearrange #(
      .Width(Lanes * LaneBits),
      .InWords(InWords),
      .Bands(Bands),
      .UsedBands(Bands),
      .Loops(Loops),
      .Sizes(Sizes),
      .Steps(Steps),
      .Depth(Depth)
  ) u_repeat (
      .clk_i,
      .rst_ni,
      .in_valid_i (pair),
      .in_ready_o (room),
      .in_data_i  (together),
      .out_valid_o(valid),
      .out_ready_i(chosen_ready),
      .out_data_o (repeated)
  );

  // Where in its window the pixel is that the beat belongs to.
  logic beat_last, column_last, pixel_last, row_last;
  logic [PlaceBits-1:0] place_q;
  logic unused_counts;
  localparam int BeatBits = Beats > 1 ? $clog2(Beats) : 1;
  localparam int ColumnBits = KernelWidth > 1 ? $clog2(KernelWidth) : 1;
  localparam int PixelBits = Width > 1 ? $clog2(Width) : 1;
  localparam int RowBits = KernelHeight > 1 ? $clog2(KernelHeight) : 1;
  logic [BeatBits-1:0] beat;
  logic [ColumnBits-1:0] column;
  logic [PixelBits-1:0] pixel;
  logic [RowBits-1:0] row;
  assign unused_counts = ^{beat, column, pixel, row};
  sluice_counter #(
      .Count(Beats)
  ) u_beat (
      .clk_i,
      .rst_ni,
      .step_i(take),
      .clear_i(1'b0),
      .count_o(beat),
      .last_o(beat_last)
  );
  sluice_counter #(
      .Count(KernelWidth)
  ) u_column (
      .clk_i,
      .rst_ni,
      .step_i(take && beat_last),
      .clear_i(1'b0),
      .count_o(column),
      .last_o(column_last)
  );
  sluice_counter #(
      .Count(Width)
  ) u_pixel (
      .clk_i,
      .rst_ni,
      .step_i(take && beat_last && column_last),
      .clear_i(1'b0),
      .count_o(pixel),
      .last_o(pixel_last)
  );
  sluice_counter #(
      .Count(KernelHeight)
  ) u_row (
      .clk_i,
      .rst_ni,
      .step_i(take && beat_last && column_last && pixel_last),
      .clear_i(1'b0),
      .count_o(row),
      .last_o(row_last)
  );
  // On to the next column, back to the window's first of this row, or on to its next row.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      place_q <= '0;
    end else if (take && beat_last) begin
      if (column_last && pixel_last && row_last) place_q <= '0;
      else if (column_last && !pixel_last) place_q <= place_q - PlaceBits'(KernelWidth - 1);
      else place_q <= place_q + 1'b1;
    end
  end

  logic [Lanes*8-1:0] chosen;
  for (genvar l = 0; l < Lanes; l++) begin : gen_choose
    assign chosen[l*8+:8] = repeated[l*LaneBits+8+:PlaceBits] == place_q ?
        repeated[l*LaneBits+:8] : 8'(ZeroPoint);
  end

  sluice_fifo #(
      .Width(Lanes * 8),
      .Depth(2)
  ) u_chosen (
      .clk_i,
      .rst_ni,
      .in_valid_i (valid),
      .in_ready_o (chosen_ready),
      .in_data_i  (chosen),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

endmodule
