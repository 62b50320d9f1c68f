// SPDX-License-Identifier: Apache-2.0
// The average of each channel over the frame: sums over all pixels, then one requantization factor.
//
// Beats in: for each of PixelGroups groups of InPixels neighbours, RowGroups of them in a row whose last
// has only LastPixels, Groups beats of Lanes channels, lane l of pixel j at byte l*InPixels + j; beats
// out: Groups, in the same order.
// Cycles per frame: its input beats; frames follow each other without a drain. The pipeline takes 9
// cycles from a beat of the last pixels (11 for Groups >= 4, whose sums are in a memory), and
// ceil(log3(InPixels)) more; the output FIFO 2; requantization in logic (RequantDigits, as sluice_requant
// has them) adds to them.
// Back-pressure: only beats of the last pixels wait, for credits.
// Limits: 1 <= LastPixels <= InPixels; every sum of a frame's int8 fits AccBits, with Bias
//   SumBits <= 32; others as sluice_requant.
// Yosys 0.23, xc7, 2026-11-22, Lanes 4, Groups 2, 1056 pixels, MultiplierBits 24, TiesToEven:
// 352 LUT 711 FF 8 DSP.
`include "sluice_assert.svh"

module sluice_global_pool #(
    parameter int Lanes = 1,            // channels of a beat
    parameter int Groups = 1,           // beats of a pixel
    parameter int InPixels = 1,         // pixels of an input beat: 1, 2, 4 or 8
    parameter int LastPixels = 1,       // pixels of the last group of a row, 1 to InPixels
    parameter int RowGroups = 1,        // groups of pixels of a row
    parameter int PixelGroups = 1,      // groups of pixels of the frame
    parameter int AccBits = 24,         // bits of a sum, signed: holds every one
    parameter int SumBits = 24,         // bits of sum and bias together, at most 32
    parameter int Bias = 0,             // added to the sum, signed
    parameter int Multiplier = 1,       // signed factor, of MultiplierBits, of every channel
    parameter int Shift = 1,            // bits to the right, rounded; 1 to 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    parameter int MultiplierBits = 18,  // bits of a factor, 18 to 24; 18 is one multiplier block
    parameter int RequantDigits = 0,    // Digits of sluice_requant: 0: multiplier blocks; 1 to 9: logic
    parameter int Depth = 12            // beats of the output FIFO, at least 2
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        in_valid_i,
    output logic                        in_ready_o,
    input  logic [Lanes*InPixels*8-1:0] in_data_i,  // lane l of pixel j at byte l*InPixels + j
    output logic                        out_valid_o,
    input  logic                        out_ready_i,
    output logic [Lanes*8-1:0]          out_data_o
);
  if (Groups < 1 || PixelGroups < 1) begin : gen_size_rule
    sluice_rule_groups_and_pixels_at_least_1 u_rule ();
  end

  localparam int GroupBits = (Groups > 1) ? $clog2(Groups) : 1;
  localparam int PixelBits = (PixelGroups > 1) ? $clog2(PixelGroups) : 1;

  // Front end: which group and pixel the next beat is.
  logic [GroupBits-1:0] group_q;
  logic [PixelBits-1:0] pixel;
  logic frame_first_q, last, last_d, last_in_next, group_last, unused_room, room_next, take, in_ready_q;
  assign in_ready_o = in_ready_q;
  assign take       = in_valid_i && in_ready_q;

  sluice_counter #(.Count(Groups)) u_group (
      .clk_i, .rst_ni, .step_i(take), .clear_i(1'b0), .count_o(group_q), .last_o(group_last)
  );
  sluice_counter #(.Count(PixelGroups)) u_pixel (
      .clk_i, .rst_ni, .step_i(take && group_last), .clear_i(1'b0), .count_o(pixel),
      .last_o(last)
  );

  // Beats of the last pixels need a credit. Whether the next beat is one of them, a cycle ahead.
  localparam int LastButOne = PixelGroups > 1 ? PixelGroups - 2 : 0;
  assign last_in_next = PixelGroups == 1 || pixel == PixelBits'(LastButOne);
  assign last_d = take && group_last ? last_in_next : last;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      frame_first_q <= 1'b1;
      in_ready_q    <= 1'b1;
    end else begin
      if (take && group_last) frame_first_q <= last;
      in_ready_q    <= !last_d || room_next;
    end
  end

  // The neighbours of a beat added up, what is right of the image left out; its marks beside them.
  function automatic int tree_stages(input int terms);
    int rest;
    rest = terms;
    tree_stages = 0;
    while (rest > 1) begin
      rest = (rest + 2) / 3;
      tree_stages = tree_stages + 1;
    end
  endfunction

  localparam int Stages   = tree_stages(InPixels);
  localparam int DataBits = 8 + $clog2(InPixels);

  logic add_valid, add_first, add_last;
  logic [GroupBits-1:0] add_group;
  logic [Lanes*DataBits-1:0] add_data;

  if (InPixels == 1) begin : gen_pixel
    assign add_valid = take;
    assign add_first = frame_first_q;
    assign add_last  = last;
    assign add_group = group_q;
    assign add_data  = in_data_i;
  end else begin : gen_neighbours
    localparam int MarkBits = GroupBits + 2;
    localparam int RowBits = RowGroups > 1 ? $clog2(RowGroups) : 1;
    logic [Stages-1:0] valid_q;
    logic [Stages*MarkBits-1:0] marks_q;
    logic [RowBits-1:0] row_q;
    logic row_last;
    logic [Lanes*InPixels*8-1:0] counted;

    assign row_last = row_q == RowBits'(RowGroups - 1);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        valid_q <= '0;
        row_q   <= '0;
      end else begin
        valid_q <= Stages'({valid_q, take});
        if (take && group_last) row_q <= row_last ? '0 : row_q + 1'b1;
      end
      marks_q <= (Stages*MarkBits)'({marks_q, group_q, last, frame_first_q});
    end
    assign add_valid = valid_q[Stages-1];
    assign {add_group, add_last, add_first} = marks_q[(Stages-1)*MarkBits+:MarkBits];

    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      for (genvar j = 0; j < InPixels; j++) begin : gen_mask
        assign counted[(l*InPixels+j)*8+:8] =
            j >= LastPixels && row_last ? '0 : in_data_i[(l*InPixels+j)*8+:8];
      end
      sluice_adder_tree #(
          .Inputs(InPixels),
          .InBits(8),
          .OutBits(DataBits)
      ) u_tree (
          .clk_i,
          .terms_i(counted[l*InPixels*8+:InPixels*8]),
          .sum_o(add_data[l*DataBits+:DataBits])
      );
    end
  end

  // The sums, each lane: a beat meets the sum of its group, and replaces it.
  logic [Lanes*AccBits-1:0] sums_q;
  logic sums_valid;

  if (Groups < 4) begin : gen_ring
    // A ring of registers that turns with every beat.
    logic valid_q, first_q, last_q, done_q;
    logic [Lanes*DataBits-1:0] data_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        valid_q <= 1'b0;
        done_q  <= 1'b0;
      end else begin
        valid_q <= add_valid;
        done_q  <= valid_q && last_q;
      end
    end
    always_ff @(posedge clk_i) begin
      first_q <= add_first;
      last_q  <= add_last;
      data_q  <= add_data;
    end
    assign sums_valid = done_q;

    logic unused_group;
    assign unused_group = ^add_group;

    logic [Groups*Lanes*AccBits-1:0] ring_q;
    logic [Lanes*AccBits-1:0] next;
    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      localparam int At = ((Groups - 1) * Lanes + l) * AccBits;
      assign next[l*AccBits+:AccBits] =
          (first_q ? '0 : ring_q[At+:AccBits]) + AccBits'($signed(data_q[l*DataBits+:DataBits]));
    end
    if (Groups == 1) begin : gen_one
      always_ff @(posedge clk_i) if (valid_q) ring_q <= next;
    end else begin : gen_turn
      always_ff @(posedge clk_i) begin
        if (valid_q) ring_q <= {ring_q[(Groups-1)*Lanes*AccBits-1:0], next};
      end
    end
    assign sums_q = ring_q[Lanes*AccBits-1:0];
  end else begin : gen_memory
    // Read, register, add, write: the write of a group, in the fourth cycle after its beat, is over
    // before the group's next beat reads, Groups + 1 cycles after it at the earliest.
    (* no_rw_check *)
    logic [Lanes*AccBits-1:0] memory[0:`SLUICE_WORDS(Groups, GroupBits)-1];
    logic [3:0] valid_q, last_q;
    logic [2:0] first_q;
    logic [4*GroupBits-1:0] at_q;
    logic [3*Lanes*DataBits-1:0] data_q;
    logic [Lanes*AccBits-1:0] read_q, old_q, new_q, next;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= '0;
      else valid_q <= {valid_q[2:0], add_valid};
    end
    always_ff @(posedge clk_i) begin
      first_q <= {first_q[1:0], add_first};
      last_q  <= {last_q[2:0], add_last};
      at_q    <= {at_q[3*GroupBits-1:0], add_group};
      data_q  <= {data_q[2*Lanes*DataBits-1:0], add_data};
      read_q  <= memory[at_q[GroupBits-1:0]];
      old_q   <= read_q;
      new_q   <= next;
      if (valid_q[3] && `SLUICE_INSIDE(at_q[3*GroupBits+:GroupBits], Groups))
        memory[at_q[3*GroupBits+:GroupBits]] <= new_q;
    end
    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      assign next[l*AccBits+:AccBits] = (first_q[2] ? '0 : old_q[l*AccBits+:AccBits]) +
          AccBits'($signed(data_q[(2*Lanes+l)*DataBits+:DataBits]));
    end
    assign sums_q     = new_q;
    assign sums_valid = valid_q[3] && last_q[3];
  end

  logic result_valid, unused_ready;
  logic [Lanes*8-1:0] result;
  sluice_requant #(
      .Lanes(Lanes),
      .AccBits(AccBits),
      .SumBits(SumBits),
      .ShiftMin(Shift),
      .ShiftMax(Shift),
      .ZeroPoint(ZeroPoint),
      .TiesToEven(TiesToEven),
      .MultiplierBits(MultiplierBits),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh),
      .Digits(RequantDigits),
      .Bias(Bias),
      .Multiplier(Multiplier)
  ) u_requant (
      .clk_i,
      .rst_ni,
      .valid_i(sums_valid),
      .acc_i(sums_q),
      .valid_o(result_valid),
      .data_o(result)
  );

  sluice_credits #(
      .Credits(Depth)
  ) u_credits (
      .clk_i,
      .rst_ni,
      .issue_i(take && last),
      .leave_i(out_valid_o && out_ready_i),
      .room_o(unused_room),
      .room_next_o(room_next)
  );

  sluice_fifo #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i(result_valid),
      .in_ready_o(unused_ready),
      .in_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );

  `SLUICE_ASSERT(a_no_result_lost, !result_valid || unused_ready)
endmodule
