// SPDX-License-Identifier: Apache-2.0
// A frame's words in another order or number, out of a memory of two bands.
//
// Beats in: Bands bands of InWords words; those from FirstBand on, UsedBands of them, are kept, the
//   others dropped. Beats out: for each band kept, the words at Offset + sum of digit * stride within it,
//   Loops digits counting up to Sizes, the innermost first (32 bits each, low); Steps are what each loop
//   adds to the address when those inside it start over. A word may be read often or never.
// A band's first word is taken at the earliest in the cycle after the last word of the band two before
//   was issued; its first word is issued at the earliest in the cycle after its last was taken. One word
//   is taken and one issued per cycle; issued, it is offered 3 cycles later, from a FIFO of Depth.
// Cycles per frame: Bands * the larger of InWords and the words read, where no band is dropped
//   (rearrange/plan.h has the general case).
// Back-pressure: the input waits for a band's room, reading for room in the FIFO. in_ready_o and
//   out_valid_o are registers.
// Limits: all numbers at least 1, but FirstBand and Offset (0) and Steps (signed).
// Yosys 0.23, xc7, 2026-11-22, Width 16, InWords 132, Bands 32, Loops 4: 94 LUT 77 FF 0.5 RAMB36.
`include "sluice_assert.svh"

module sluice_rearrange #(
    parameter int Width = 8,                    // bits of a word
    parameter int InWords = 4,                  // words of a band
    parameter int Bands = 1,                    // bands of a frame
    parameter int FirstBand = 0,                // first band that is kept
    parameter int UsedBands = 1,                // bands that are kept
    parameter int Offset = 0,                   // word of a band that is read first
    parameter int Loops = 1,                    // loops of reading
    parameter logic [Loops*32-1:0] Sizes = {Loops{32'd1}},  // turns of each loop, 32 bits each, the innermost low
    parameter logic [Loops*32-1:0] Steps = {Loops{32'd0}},  // words that each loop adds, 32 bits each, signed
    parameter int Depth = 4                     // beats of the output FIFO, at least 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             in_valid_i,
    output logic             in_ready_o,
    input  logic [Width-1:0] in_data_i,  // a word
    output logic             out_valid_o,
    input  logic             out_ready_i,
    output logic [Width-1:0] out_data_o  // a word, held while it waits
);

  localparam int Words = 2 * InWords;
  localparam int AddressBits = $clog2(Words);

  if (InWords < 1) begin : gen_rule_words
    sluice_rule_in_words_at_least_1 u_rule ();
  end
  if (FirstBand < 0 || UsedBands < 1 || FirstBand + UsedBands > Bands) begin : gen_rule_bands
    sluice_rule_used_bands_within_the_frame u_rule ();
  end

  // Writing: the word of its band, whether the band is kept, where it goes.
  logic take, in_first, in_first_d, in_last, used, used_d;
  logic [AddressBits-1:0] write_address_q;

  if (InWords == 1) begin : gen_one_word
    assign in_first   = 1'b1;
    assign in_first_d = 1'b1;
    assign in_last    = 1'b1;
  end else begin : gen_words
    localparam int WordBits = $clog2(InWords);
    logic [WordBits-1:0] word_q;
    logic first_q, last_q;
    assign in_first   = first_q;
    assign in_last    = last_q;
    assign in_first_d = take ? last_q : first_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        word_q  <= '0;
        first_q <= 1'b1;
        last_q  <= 1'b0;
      end else if (take) begin
        word_q  <= last_q ? '0 : word_q + 1'b1;
        first_q <= last_q;
        last_q  <= InWords == 2 ? !last_q : word_q == WordBits'(InWords - 2);
      end
    end
  end

  if (UsedBands == Bands) begin : gen_all_used
    assign used   = 1'b1;
    assign used_d = 1'b1;
  end else begin : gen_some_used
    localparam int BandBits = $clog2(Bands + 1);
    localparam logic [BandBits-1:0] BEFORE_FIRST = BandBits'(FirstBand == 0 ? Bands - 1 : FirstBand - 1);
    localparam logic [BandBits-1:0] LAST_USED = BandBits'(FirstBand + UsedBands - 1);
    logic [BandBits-1:0] band_q;
    logic used_q, next_band;
    assign used      = used_q;
    assign next_band = take && in_last;
    assign used_d    = !next_band ? used_q : used_q ? band_q != LAST_USED : band_q == BEFORE_FIRST;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        band_q <= '0;
        used_q <= FirstBand == 0;
      end else begin
        if (next_band) band_q <= band_q == BandBits'(Bands - 1) ? '0 : band_q + 1'b1;
        used_q <= used_d;
      end
    end
  end

  // Bands that lie in the memory or are on their way there, and those of them that are complete and
  // not yet begun.
  logic claim, complete, start, finish, issue, room;
  logic out_first_q, out_first_d, in_ready_q, go_q;
  logic [1:0] held_q, held_d, full_q, full_d;

  assign in_ready_o = in_ready_q;
  assign take       = in_valid_i && in_ready_q;
  assign claim      = take && in_first && used;
  assign complete   = take && in_last && used;
  assign issue      = room && go_q;
  assign start      = issue && out_first_q;

  // +1, 0 or -1 in one adder each.
  assign held_d      = held_q + {finish && !claim, finish != claim};
  assign full_d      = full_q + {start && !complete, start != complete};
  assign out_first_d = issue ? finish : out_first_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      held_q      <= '0;
      full_q      <= '0;
      out_first_q <= 1'b1;
      in_ready_q  <= 1'b1;
      go_q        <= 1'b0;
    end else begin
      held_q      <= held_d;
      full_q      <= full_d;
      out_first_q <= out_first_d;
      in_ready_q  <= !(in_first_d && used_d) || held_d != 2'd2;
      go_q        <= !out_first_d || full_d != '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) write_address_q <= '0;
    else if (take && used)
      write_address_q <= write_address_q == AddressBits'(Words - 1) ? '0 : write_address_q + 1'b1;
  end

  // Reading: a counter for each loop with a flag of its last value, and the address beside them.
  logic [Loops-1:0] last;  // of each loop
  logic [Loops:0] wrap;    // all loops inside are at their last value
  logic [AddressBits-1:0] step, read_address_q;
  logic half_q;

  assign wrap[0] = 1'b1;
  for (genvar k = 0; k < Loops; k++) begin : gen_loop
    localparam int Size = Sizes[k*32+:32];
    if (Size < 1) begin : gen_rule_size
      sluice_rule_sizes_at_least_1 u_rule ();
    end
    assign wrap[k+1] = &last[k:0];
    if (Size == 1) begin : gen_still
      assign last[k] = 1'b1;
    end else begin : gen_count
      localparam int CountBits = $clog2(Size);
      logic [CountBits-1:0] count_q;
      logic last_q;
      assign last[k] = last_q;
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          count_q <= '0;
          last_q  <= 1'b0;
        end else if (issue && wrap[k]) begin
          count_q <= last_q ? '0 : count_q + 1'b1;
          last_q  <= Size == 2 ? !last_q : count_q == CountBits'(Size - 2);
        end
      end
    end
  end

  // The step of the innermost loop that has not come to its end.
  always_comb begin
    step = '0;
    for (int k = 0; k < Loops; k++) begin
      step = step | ({AddressBits{wrap[k] && !last[k]}} & Steps[k*32+:AddressBits]);
    end
  end

  assign finish = issue && wrap[Loops];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      half_q         <= 1'b0;
      read_address_q <= AddressBits'(Offset);
    end else if (finish) begin
      half_q         <= !half_q;
      read_address_q <= half_q ? AddressBits'(Offset) : AddressBits'(InWords + Offset);
    end else if (issue) begin
      read_address_q <= read_address_q + step;
    end
  end

  logic [Width-1:0] read;
  logic valid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= issue;
  end

  // A word is written in the cycle in which it is taken, and read in a later one.
  sluice_ram #(
      .Width(Width),
      .Depth(Words)
  ) u_ram (
      .clk_i,
      .write_i(take && used),
      .write_address_i(write_address_q),
      .write_data_i(in_data_i),
      .read_address_i(read_address_q),
      .read_data_o(read)
  );

  sluice_collect #(
      .Width(Width),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(issue),
      .room_o(room),
      .result_valid_i(valid_q),
      .result_data_i(read),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_held, held_q <= 2'd2)
  `SLUICE_ASSERT(a_full, full_q <= held_q)

endmodule
