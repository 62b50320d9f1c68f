// SPDX-License-Identifier: Apache-2.0
// sluice_regroup: a stream of InPixels pixels a beat as one of OutPixels, one dividing the other.
//
// In and out: rows of groups of InPixels, of OutPixels pixels; Beats beats for each group, lane i of a
//   group's pixel j at element i*InPixels + j, i*OutPixels + j. The larger of the two is called a block
//   here, the smaller a part; a row has Blocks blocks, the last of which only LastParts parts.
// A memory holds two blocks. Beats are taken and offered in the earliest cycle that these allow: a part's
//   block's beat c finds a place in the memory in the cycle after beat c of the block two before has
//   been issued (its last part, if it was split); a block's beat is issued at the earliest one cycle
//   after its last part was taken (joining), a part's one cycle after its block's (splitting); offered 5 cycles after it is
//   issued, from a FIFO of Depth.
// Cycles per frame: the larger of the beats in and out.
// Back-pressure: the input waits for memory, reading for room in the FIFO.
// Limits: 1 <= LastParts <= parts of a block.
// Yosys 0.23, 2026-11-21, Lanes 1, InPixels 1, OutPixels 4, Beats 96, Blocks 8: xc7 297 LUT 182 FF, ecp5
// 209 LUT 150 FF 4 DP16KD.
`include "sluice_assert.svh"

module sluice_regroup #(
    parameter int Lanes = 1,      // channels of a beat
    parameter int LaneBits = 8,   // bits of a channel's element
    parameter int InPixels = 1,   // pixels of an input beat
    parameter int OutPixels = 2,  // pixels of an output beat; divides InPixels, or the reverse
    parameter int Beats = 1,      // beats of a group of pixels
    parameter int Blocks = 2,     // blocks (larger groups) of a row
    parameter int LastParts = 2,  // parts (smaller groups) of a row's last block
    parameter int Depth = 6       // beats of the output FIFO, at least 2
) (
    input  logic                                clk_i,
    input  logic                                rst_ni,
    input  logic                                in_valid_i,
    output logic                                in_ready_o,
    input  logic [Lanes*InPixels*LaneBits-1:0]  in_data_i,  // lane i of pixel j at element i*InPixels + j
    output logic                                out_valid_o,
    input  logic                                out_ready_i,
    output logic [Lanes*OutPixels*LaneBits-1:0] out_data_o  // lane i of pixel j at element i*OutPixels + j
);

  localparam bit Join = OutPixels > InPixels;
  localparam int PartPixels = Join ? InPixels : OutPixels;
  localparam int Parts = Join ? OutPixels / InPixels : InPixels / OutPixels;
  localparam int PartBits = Lanes * PartPixels * LaneBits;
  localparam int Words = 2 * Beats;
  localparam int AddressBits = $clog2(Words);
  localparam int CountBits = $clog2(Words + 1);
  localparam int BeatBits = Beats > 1 ? $clog2(Beats) : 1;
  localparam int PartIndexBits = Parts > 1 ? $clog2(Parts) : 1;
  localparam int BlockBits = Blocks > 1 ? $clog2(Blocks) : 1;

  if (Parts * PartPixels != (Join ? OutPixels : InPixels)) begin : gen_rule_pixels
    sluice_rule_one_number_of_pixels_divides_the_other u_rule ();
  end
  if (LastParts < 1 || LastParts > Parts) begin : gen_rule_last
    sluice_rule_last_parts_within_a_block u_rule ();
  end

  // Where each side is: the beat of its group, and on the side of the parts the part and the block.
  logic take, issue, room;
  logic [BeatBits-1:0] in_beat_q, out_beat_q;
  logic in_beat_last, out_beat_last;
  logic [PartIndexBits-1:0] part_q;
  logic [BlockBits-1:0] unused_block;
  logic block_last, part_first_d, part_first_q, part_last, part_step;

  assign part_last    = part_q == (block_last ? PartIndexBits'(LastParts - 1)
                                              : PartIndexBits'(Parts - 1));
  assign part_step    = Join ? take && in_beat_last : issue && out_beat_last;
  assign part_first_d = part_step ? part_last : part_first_q;

  sluice_counter #(.Count(Beats)) u_in_beat (
      .clk_i, .rst_ni, .step_i(take), .clear_i(1'b0), .count_o(in_beat_q), .last_o(in_beat_last)
  );
  sluice_counter #(.Count(Beats)) u_out_beat (
      .clk_i, .rst_ni, .step_i(issue), .clear_i(1'b0), .count_o(out_beat_q),
      .last_o(out_beat_last)
  );
  sluice_counter #(.Count(Blocks)) u_block (
      .clk_i, .rst_ni, .step_i(part_step && part_last), .clear_i(1'b0), .count_o(unused_block),
      .last_o(block_last)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      part_q       <= '0;
      part_first_q <= 1'b1;
    end else begin
      if (part_step) part_q <= part_last ? '0 : part_q + 1'b1;
      part_first_q <= part_first_d;
    end
  end

  // Words that are free to write, and words that are complete and not yet read (to the end).
  logic [CountBits-1:0] free_q, full_q;
  logic claim, complete, start, finish;

  assign claim    = take && (!Join || part_first_q);
  assign complete = take && (!Join || part_last);
  assign start    = issue && (Join || part_first_q);
  assign finish   = issue && (Join || part_last);

  // A beat may come, and one may be issued, as registers: what the next state will say. A later
  // part of a block needs no place, no complete word of its own.
  logic in_ready_q, some_free_q, some_free_d, may_issue_q, some_full_q, some_full_d;

  assign in_ready_o  = in_ready_q;
  assign take        = in_valid_i && in_ready_q;
  assign issue       = room && may_issue_q;
  assign some_free_d = claim == finish ? some_free_q : finish || free_q != CountBits'(1);
  assign some_full_d = complete == start ? some_full_q : complete || full_q != CountBits'(1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      free_q      <= CountBits'(Words);
      full_q      <= '0;
      some_free_q <= 1'b1;
      some_full_q <= 1'b0;
      in_ready_q  <= 1'b1;
      may_issue_q <= 1'b0;
    end else begin
      // +1, 0 or -1 in one adder
      free_q      <= free_q + {{CountBits-1{claim && !finish}}, claim != finish};
      full_q      <= full_q + {{CountBits-1{start && !complete}}, start != complete};
      some_free_q <= some_free_d;
      some_full_q <= some_full_d;
      in_ready_q  <= some_free_d || (Join && !part_first_d);
      may_issue_q <= some_full_d || (!Join && !part_first_d);
    end
  end

  // The half of the memory that each side is in.
  logic in_half_q, out_half_q;
  logic [AddressBits-1:0] write_address, read_address_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      in_half_q  <= 1'b0;
      out_half_q <= 1'b0;
    end else begin
      if (take && in_beat_last && (!Join || part_last)) in_half_q <= !in_half_q;
      if (issue && out_beat_last && (Join || part_last)) out_half_q <= !out_half_q;
    end
  end

  if (Beats == 1) begin : gen_one_beat
    assign write_address = in_half_q;
    logic unused_beats;
    assign unused_beats = ^{in_beat_q, out_beat_q};
    always_ff @(posedge clk_i) read_address_q <= out_half_q;
  end else begin : gen_beats
    assign write_address = AddressBits'(in_beat_q) + (in_half_q ? AddressBits'(Beats) : '0);
    always_ff @(posedge clk_i)
      read_address_q <= AddressBits'(out_beat_q) + (out_half_q ? AddressBits'(Beats) : '0);
  end

  // Write in the cycle after the beat was taken, from registers; read in that after it was issued.
  logic [AddressBits-1:0] write_address_q;
  logic [Lanes*InPixels*LaneBits-1:0] in_data_q;
  logic [Parts-1:0] write_q;
  logic [Parts*PartBits-1:0] read;
  logic [PartIndexBits-1:0] part1_q, part2_q;
  logic [2:0] valid_q;
  logic [Lanes*OutPixels*LaneBits-1:0] result, result_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      valid_q <= '0;
    end else begin
      for (int p = 0; p < Parts; p++) write_q[p] <= take && (!Join || 32'(part_q) == p);
      valid_q <= {valid_q[1:0], issue};
    end
    write_address_q <= write_address;
    in_data_q       <= in_data_i;
    part1_q         <= part_q;
    part2_q         <= part1_q;
    result_q        <= result;
  end

  for (genvar p = 0; p < Parts; p++) begin : gen_part
    // Element i*PartPixels + j of a part is element i*Parts*PartPixels + p*PartPixels + j of a block.
    logic [PartBits-1:0] written;
    if (Join) begin : gen_whole
      assign written = in_data_q;
    end else begin : gen_slice
      for (genvar i = 0; i < Lanes; i++) begin : gen_lane
        assign written[i*PartPixels*LaneBits+:PartPixels*LaneBits] =
            in_data_q[(i*Parts+p)*PartPixels*LaneBits+:PartPixels*LaneBits];
      end
    end
    sluice_ram #(
        .Width(PartBits),
        .Depth(Words)
    ) u_ram (
        .clk_i,
        .write_i(write_q[p]),
        .write_address_i(write_address_q),
        .write_data_i(written),
        .read_address_i(read_address_q),
        .read_data_o(read[p*PartBits+:PartBits])
    );
  end

  if (Join) begin : gen_join
    for (genvar p = 0; p < Parts; p++) begin : gen_result
      for (genvar i = 0; i < Lanes; i++) begin : gen_lane
        assign result[(i*Parts+p)*PartPixels*LaneBits+:PartPixels*LaneBits] =
            read[(p*Lanes+i)*PartPixels*LaneBits+:PartPixels*LaneBits];
      end
    end
    logic unused_part;
    assign unused_part = ^part2_q;
  end else begin : gen_split
    // Bit by bit: the index is the part, no product.
    for (genvar e = 0; e < PartBits; e++) begin : gen_bit
      logic [(1<<PartIndexBits)-1:0] choices;
      for (genvar p = 0; p < 1 << PartIndexBits; p++) begin : gen_choice
        assign choices[p] = read[(p < Parts ? p : 0)*PartBits+e];
      end
      assign result[e] = choices[part2_q];
    end
  end

  sluice_collect #(
      .Width(Lanes * OutPixels * LaneBits),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(issue),
      .room_o(room),
      .result_valid_i(valid_q[2]),
      .result_data_i(result_q),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_some, some_free_q == (free_q != '0) && some_full_q == (full_q != '0))
  `SLUICE_ASSERT(a_free, free_q <= CountBits'(Words))
  `SLUICE_ASSERT(a_full, full_q <= CountBits'(Words))

endmodule
