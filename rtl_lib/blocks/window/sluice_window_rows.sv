// SPDX-License-Identifier: Apache-2.0
// sluice_window_rows: when a pixel's rows have arrived in sluice_window, and when rows are done with.
//
// In: write_x_i, the pixel of the row that is being written, and row_done_i, its end; issue_i, an operation,
//   and what it ends. Out: arrived_o, whether all is written that the next output pixel needs: the window
//   clipped to the image's rows; columns need no clipping, because a need beyond the last column waits for
//   the row to be complete. A window all of padding waits for its frame's first pixel: no frame's results
//   come before its own input. release_o: how many rows are free from now on, 2 cycles after the operation
//   that was the last to need them, so that no read in flight is overtaken; negative where rows that nobody
//   reads were released ahead.
// Limits: those of sluice_window; counts of rows fit YBits, of columns XBits, signed.
module sluice_window_rows #(
    parameter int InHeight = 4,     // rows of the image
    parameter int InWidth = 4,      // pixels of a row
    parameter int ExtentHeight = 3, // rows that a window spans
    parameter int ExtentWidth = 3,  // pixels of a row that a window spans
    parameter int StrideHeight = 1, // rows from window to window
    parameter int StrideWidth = 1,  // pixels from window to window
    parameter int PadTop = 1,       // rows of padding above the image
    parameter int PadLeft = 1,      // pixels of padding before a row
    parameter int XBits = 4,        // bits of a signed count of pixels of a row
    parameter int YBits = 4,        // bits of a signed count of rows
    localparam int WxBits = InWidth > 1 ? $clog2(InWidth) : 1
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [WxBits-1:0]       write_x_i,    // the pixel that is being written
    input  logic                    row_done_i,   // a row is written
    input  logic                    issue_i,      // an operation is issued
    input  logic                    pixel_last_i, // it ends a pixel
    input  logic                    row_last_i,   // it ends a row
    input  logic                    frame_last_i, // it ends a frame
    input  logic                    ox_last_i,    // it is of a row's last pixel
    input  logic                    oy_last_i,    // it is of the frame's last row
    output logic                    arrived_o,    // what the next pixel needs is there
    output logic signed [YBits-1:0] release_o     // rows that are no longer needed; a register
);

  logic signed [YBits-1:0] arrived_q;   // rows written since the reader's frame began
  logic signed [YBits-1:0] need_row_q;  // the last row and column that the pixel needs
  logic signed [XBits-1:0] need_x_q;
  logic signed [XBits-1:0] write_x;

  assign write_x = $signed({{(XBits - WxBits){1'b0}}, write_x_i});
  assign arrived_o = arrived_q > need_row_q
                     || (arrived_q == need_row_q && write_x > need_x_q && write_x_i != '0);

  localparam logic signed [YBits-1:0] HEIGHT = YBits'(InHeight);
  localparam logic signed [YBits-1:0] STEP_Y = YBits'(StrideHeight);
  localparam logic signed [YBits-1:0] FIRST_END = YBits'(ExtentHeight - 1 - PadTop);
  localparam logic signed [XBits-1:0] STEP_X = XBits'(StrideWidth);
  localparam logic signed [XBits-1:0] FIRST_NEED_X = XBits'(ExtentWidth - 1 - PadLeft);
  localparam logic signed [YBits-1:0] LAST_ROW = YBits'(InHeight - 1);
  localparam logic signed [YBits-1:0] FIRST_NEED_ROW =
      YBits'(ExtentHeight - 1 - PadTop >= InHeight - 1 ? InHeight - 1 :
             ExtentHeight - 1 - PadTop > 0 ? ExtentHeight - 1 - PadTop : 0);

  logic signed [YBits-1:0] next_end_q; // the window's last row one output row ahead, not clipped
  logic end_inside;
  sluice_below #(.Bits(YBits), .Limit(InHeight)) u_end (.value_i(next_end_q), .below_o(end_inside));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      arrived_q <= '0;
      need_row_q <= FIRST_NEED_ROW;
      next_end_q <= FIRST_END + STEP_Y;
      need_x_q <= FIRST_NEED_X;
    end else begin
      arrived_q <= arrived_q + $signed({{(YBits-1){1'b0}}, row_done_i})
                   - (issue_i && frame_last_i ? HEIGHT : $signed(YBits'(0)));
      if (issue_i && pixel_last_i) need_x_q <= ox_last_i ? FIRST_NEED_X : need_x_q + STEP_X;
      if (issue_i && row_last_i) begin
        if (oy_last_i) begin
          need_row_q <= FIRST_NEED_ROW;
          next_end_q <= FIRST_END + STEP_Y;
        end else begin
          if (!end_inside) need_row_q <= LAST_ROW;
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
  logic top_inside;
  sluice_below #(.Bits(YBits), .Limit(InHeight)) u_top (.value_i(next_top_q), .below_o(top_inside));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      next_top_q <= SECOND_TOP;
      row_issued_q <= 1'b0;
      released_q <= '0;
      release_o <= '0;
    end else begin
      row_issued_q <= issue_i && row_last_i;
      if (issue_i && row_last_i) next_top_q <= oy_last_i ? SECOND_TOP : next_top_q + STEP_Y;
      release_o <= row_issued_q ? done_q - released_q : '0;
      if (row_issued_q) released_q <= frame_issued_q ? '0 : done_q;
    end
    frame_issued_q <= frame_last_i;
    if (frame_last_i || !top_inside) done_q <= HEIGHT;
    else if (next_top_q < $signed(YBits'(0))) done_q <= '0;
    else done_q <= next_top_q;
  end

endmodule
