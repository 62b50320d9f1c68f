// SPDX-License-Identifier: Apache-2.0
// sluice_window_writer: takes the beats of sluice_window one at a time and says where in the ring of
// rows each is written.
//
// In: a frame of rows of InWidth pixels of PixelBeats beats each. Out: with take_o, in the cycle in which
//   the beat is taken, its pixel's bank (pixel x in bank x mod Banks), its row's place in the ring of
//   Rows, and its address; with AllRows every row has memories of its own, and addresses begin at 0.
// Back-pressure: in_ready_o, a register, is high while a row is free. release_i rows are free again in
//   the next cycle; negative counts take back rows that were released ahead.
// Limits: those of sluice_window.
`include "sluice_assert.svh"

module sluice_window_writer #(
    parameter int PixelBeats = 1,  // beats of a pixel
    parameter int InWidth = 4,     // pixels of a row
    parameter int Rows = 5,        // places of the ring
    parameter int Banks = 3,       // memories of a row
    parameter bit AllRows = 0,     // 1: each row has memories of its own
    parameter int AddressBits = 3, // bits of an address
    parameter int YBits = 4,       // bits of a signed count of rows
    localparam int WxBits = InWidth > 1 ? $clog2(InWidth) : 1,
    localparam int BankBits = Banks > 1 ? $clog2(Banks) : 1,
    localparam int PlaceBits = Rows > 1 ? $clog2(Rows) : 1
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic signed [YBits-1:0] release_i,  // rows that are no longer needed
    output logic                    take_o,     // a beat is written
    output logic [WxBits-1:0]       x_o,        // its pixel
    output logic [BankBits-1:0]     bank_o,     // its pixel's bank
    output logic [PlaceBits-1:0]    place_o,    // its row's place
    output logic [AddressBits-1:0]  address_o,  // where in the bank
    output logic                    row_done_o  // it is its row's last
);

  // Pixels begin at multiples of PixelBeats: the bits that this leaves to move, for the tools.
  localparam logic [AddressBits-1:0] PIXEL_BITS = AddressBits'(-(PixelBeats & -PixelBeats));
  localparam logic signed [YBits-1:0] ROWS = YBits'(Rows);
  localparam int CBits = PixelBeats > 1 ? $clog2(PixelBeats) : 1;

  logic [AddressBits-1:0] write_address_q;
  logic [AddressBits-1:0] write_pixel_q; // of the pixel's first beat
  logic take;
  logic write_pixel_last;
  logic write_bank_last;
  logic write_row_last;
  logic write_ring_last;
  logic write_pixel_done;
  logic write_row_done;
  logic signed [YBits-1:0] occupied_q; // rows written and not released; negative when rows that
                                       // nobody reads are released ahead
  logic in_ready_q; // a row is free

  assign in_ready_o = in_ready_q;
  assign take = in_valid_i && in_ready_q;
  assign write_pixel_done = take && write_pixel_last;
  assign write_row_done = write_pixel_done && write_row_last;
  assign take_o = take;
  assign address_o = write_address_q;
  assign row_done_o = write_row_done;

  logic [CBits-1:0] unused_write_beat;
  sluice_counter #(.Count(PixelBeats)) u_write_beat (
      .clk_i, .rst_ni, .step_i(take), .clear_i(1'b0), .count_o(unused_write_beat),
      .last_o(write_pixel_last)
  );
  sluice_counter #(.Count(InWidth)) u_write_x (
      .clk_i, .rst_ni, .step_i(write_pixel_done), .clear_i(1'b0), .count_o(x_o),
      .last_o(write_row_last)
  );
  sluice_counter #(.Count(Banks)) u_write_bank (
      .clk_i, .rst_ni, .step_i(write_pixel_done), .clear_i(write_row_last), .count_o(bank_o),
      .last_o(write_bank_last)
  );

  sluice_counter #(.Count(Rows)) u_write_place (
      .clk_i, .rst_ni, .step_i(write_row_done), .clear_i(1'b0), .count_o(place_o),
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
      occupied_q <= occupied_q + $signed({{(YBits-1){1'b0}}, write_row_done}) - release_i;
      in_ready_q <= release_i != '0 ||
                    (in_ready_q && !(write_row_done && occupied_q == ROWS - $signed(YBits'(1))));
    end
  end

  `SLUICE_ASSERT(a_ready, in_ready_q == (occupied_q < ROWS))

endmodule
