// SPDX-License-Identifier: Apache-2.0
// A frame with rows, columns and channels of one value around it.
//
// Beats in: the frame's; out: Rows rows of Columns pixels of Beats beats each, of which those from
// RowsBefore, ColumnsBefore and BeatsBefore on, so many "Inside", are the input's and the others Value.
// A beat is taken into a FIFO of depth 2 (1 cycle), beats leave it and those of padding come between
// them into another (1 cycle), one per cycle; the first of a frame waits for the frame's first.
// Cycles per frame: the beats out.
// Back-pressure: the input waits while padding is put in. in_ready_o and out_valid_o are registers.
// Limits: Inside >= 1, Before >= 0, Before + Inside at most the whole.
// Yosys 0.23, xc7, 2026-11-22, Lanes 2, else the defaults: 52 LUT 79 FF.
module sluice_pad #(
    parameter int Lanes = 1,          // channels of a beat
    parameter int Value = 0,          // what stands in the padding, int8
    parameter int BeatsBefore = 0,    // beats of padding before a pixel's own
    parameter int BeatsInside = 1,    // beats of the input's pixel
    parameter int Beats = 1,          // beats of an output pixel
    parameter int ColumnsBefore = 1,  // pixels of padding before a row's own
    parameter int ColumnsInside = 4,  // pixels of the input's row
    parameter int Columns = 6,        // pixels of an output row
    parameter int RowsBefore = 1,     // rows of padding before the input's
    parameter int RowsInside = 4,     // rows of the input
    parameter int Rows = 6            // rows of the output
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic               in_valid_i,
    output logic               in_ready_o,
    input  logic [Lanes*8-1:0] in_data_i,
    output logic               out_valid_o,
    input  logic               out_ready_i,
    output logic [Lanes*8-1:0] out_data_o
);
  if (Value < -128 || Value > 127) begin : gen_value_rule
    sluice_rule_value_is_int8 u_rule ();
  end

  logic pass, room, is_input, waits, first_q, found, beats_last, columns_last, rows_last;
  logic beats_inside, columns_inside, rows_inside;
  logic [Lanes*8-1:0] kept;

  assign is_input = beats_inside && columns_inside && rows_inside;
  assign waits    = is_input || first_q;
  assign pass     = room && (found || !waits);

  // A frame begins when its first beat has come, though padding stands before it.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) first_q <= 1'b1;
    else if (pass) first_q <= beats_last && columns_last && rows_last;
  end

  sluice_fifo #(
      .Width(Lanes * 8),
      .Depth(2)
  ) u_in (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o,
      .in_data_i,
      .out_valid_o(found),
      .out_ready_i(room && is_input),
      .out_data_o (kept)
  );

  sluice_pad_count #(
      .Before(BeatsBefore),
      .Inside(BeatsInside),
      .All(Beats)
  ) u_beats (
      .clk_i,
      .rst_ni,
      .step_i  (pass),
      .inside_o(beats_inside),
      .last_o  (beats_last)
  );
  sluice_pad_count #(
      .Before(ColumnsBefore),
      .Inside(ColumnsInside),
      .All(Columns)
  ) u_columns (
      .clk_i,
      .rst_ni,
      .step_i  (pass && beats_last),
      .inside_o(columns_inside),
      .last_o  (columns_last)
  );
  sluice_pad_count #(
      .Before(RowsBefore),
      .Inside(RowsInside),
      .All(Rows)
  ) u_rows (
      .clk_i,
      .rst_ni,
      .step_i  (pass && beats_last && columns_last),
      .inside_o(rows_inside),
      .last_o  (rows_last)
  );
  sluice_fifo #(
      .Width(Lanes * 8),
      .Depth(2)
  ) u_out (
      .clk_i,
      .rst_ni,
      .in_valid_i (found || !waits),
      .in_ready_o (room),
      .in_data_i  (is_input ? kept : {Lanes{8'(Value)}}),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
