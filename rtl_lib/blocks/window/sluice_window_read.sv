// SPDX-License-Identifier: Apache-2.0
// sluice_window_read: the memories of sluice_window, and the pipeline that reads an operation's words from
// them: 1 address, 2 address per bank, 3 word, 4 row, 5 column.
//
// In: beats to write (sluice_window_writer), and with valid_i an operation: where kernel lane 0 reads
//   (sluice_window_place) and its flags. Out: its words 5 cycles later, as sluice_window gives them.
//   Kernel lane column k is in the bank k*DilationWidth further on than the phase, lane row r (AllRows) in
//   the memory r*DilationHeight places further on.
// Feed-forward, one operation a cycle. No word is written in the cycle in which it is read.
// Limits: those of sluice_window.
module sluice_window_read #(
    parameter int Lanes = 1,          // channels of a word
    parameter int Pixels = 1,         // pixels of a word
    parameter int LastPixels = 1,     // pixels of a row's last word
    parameter int LaneBits = 8,       // bits of a channel's element
    parameter int PixelBeats = 1,     // beats of a word
    parameter int LaneRows = 1,       // kernel rows at once
    parameter int LaneColumns = 3,    // kernel columns at once
    parameter int DilationHeight = 1, // rows from kernel row to kernel row
    parameter int DilationWidth = 1,  // words from kernel column to kernel column
    parameter int Rows = 5,           // places of the ring
    parameter int Banks = 3,          // memories of a row
    parameter bit AllRows = 0,        // 1: each row has memories of its own
    parameter int BankWords = 10,     // words of a memory
    parameter int PadValue = 0,       // what lies outside the image
    localparam int BeatBits = Lanes * Pixels * LaneBits,
    localparam int Masks = LastPixels < Pixels ? 2 : 1,
    localparam int AddressBits = BankWords > 1 ? $clog2(BankWords) : 1,
    localparam int CBits = PixelBeats > 1 ? $clog2(PixelBeats) : 1,
    localparam int BankBits = Banks > 1 ? $clog2(Banks) : 1,
    localparam int PlaceBits = Rows > 1 ? $clog2(Rows) : 1
) (
    input  logic                                     clk_i,
    input  logic                                     rst_ni,
    input  logic                                     write_i,         // a beat is written
    input  logic [BankBits-1:0]                      write_bank_i,    // its bank
    input  logic [PlaceBits-1:0]                     write_place_i,   // its row's place
    input  logic [AddressBits-1:0]                   write_address_i, // where in the bank
    input  logic [BeatBits-1:0]                      write_data_i,    // the beat
    input  logic                                     valid_i,         // an operation is issued
    input  logic [1:0]                               flags_i,         // it is the last, the first of its sum
    input  logic [BankBits-1:0]                      phase_i,         // bank of lane 0
    input  logic [PlaceBits-1:0]                     place_i,         // place of lane 0
    input  logic [AddressBits-1:0]                   row_address_i,   // first word of the place
    input  logic [AddressBits-1:0]                   column_i,        // first word of the column
    input  logic [CBits-1:0]                         beat_i,          // beat of the word
    input  logic [LaneColumns*Masks-1:0]             in_x_i,          // which lanes' columns are inside, a cycle later
    input  logic [LaneRows-1:0]                      in_y_i,          // which lanes' rows are inside, a cycle later
    output logic                                     early_o,         // an operation leaves in two cycles
    output logic                                     valid_o,         // an operation leaves
    output logic [1:0]                               flags_o,         // its flags
    output logic [LaneRows*LaneColumns*Pixels-1:0]   inside_o,        // of each lane's pixels
    output logic [LaneRows*LaneColumns*BeatBits-1:0] data_o           // each lane's word
);

  localparam int KernelLanes = LaneRows * LaneColumns;
  localparam int RowBanks = AllRows ? Rows : 1;

  logic valid1_q, valid2_q, valid3_q, valid4_q, valid5_q;
  logic [1:0] flag1_q, flag2_q, flag3_q, flag4_q, flag5_q; // last, first
  logic [LaneColumns*Masks-1:0] in_x2_q, in_x3_q, in_x4_q;
  logic [LaneRows-1:0] in_y2_q, in_y3_q, in_y4_q;
  logic [AddressBits-1:0] address1_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid1_q <= 1'b0;
      valid2_q <= 1'b0;
      valid3_q <= 1'b0;
      valid4_q <= 1'b0;
      valid5_q <= 1'b0;
    end else begin
      valid1_q <= valid_i;
      valid2_q <= valid1_q;
      valid3_q <= valid2_q;
      valid4_q <= valid3_q;
      valid5_q <= valid4_q;
    end
    flag1_q <= flags_i;
    flag2_q <= flag1_q;
    flag3_q <= flag2_q;
    flag4_q <= flag3_q;
    flag5_q <= flag4_q;
    in_x2_q <= in_x_i;
    in_x3_q <= in_x2_q;
    in_x4_q <= in_x3_q;
    in_y2_q <= in_y_i;
    in_y3_q <= in_y2_q;
    in_y4_q <= in_y3_q;
    address1_q <= (AllRows ? '0 : row_address_i) + column_i + AddressBits'(beat_i);
  end

  // What bank `bank` adds to the address of column `first`: the kernel lane that it serves may lie
  // one or more rounds of the banks further on.
  function automatic int bank_offset(input int bank, input int first);
    bank_offset = 0;
    for (int k = 0; k < LaneColumns; k++) begin
      if ((first + k * DilationWidth) % Banks == bank)
        bank_offset = (first + k * DilationWidth) / Banks * PixelBeats;
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
        always_ff @(posedge clk_i) offset1_q[a] <= choices[phase_i];
      end
    end

    always_ff @(posedge clk_i) address2_q <= address1_q + offset1_q;

    for (genvar r = 0; r < RowBanks; r++) begin : gen_row
      sluice_ram #(
          .Width(BeatBits),
          .Depth(BankWords)
      ) u_ram (
          .clk_i,
          .write_i(write_i && write_bank_i == BankBits'(b)
                   && (!AllRows || write_place_i == PlaceBits'(r))),
          .write_address_i,
          .write_data_i,
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
      place1_q <= place_i;
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
      phase1_q <= phase_i;
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

  assign early_o = valid3_q;
  assign valid_o = valid5_q;
  assign flags_o = flag5_q;
  assign inside_o = inside5_q;
  assign data_o = data5_q;

  logic unused_where; // where there is one bank, one memory
  assign unused_where = ^{phase_i, place_i};

endmodule
