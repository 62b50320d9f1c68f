// SPDX-License-Identifier: Apache-2.0
// The average of each channel over the frame: sums over all pixels, then one requantization factor.
//
// Beats in: Pixels * Groups, Lanes channels each; beats out: Groups, in the last pixel's order.
// Cycles per frame: its input beats; frames follow each other without a drain. The pipeline takes 9
// cycles from a beat of the last pixel (11 for Groups >= 4, whose sums are in a memory), the output
// FIFO 2; requantization in logic (RequantDigits, as sluice_requant has them) adds to them.
// Back-pressure: only beats of the last pixel wait, for credits.
// Limits: every sum of Pixels int8 fits AccBits, with Bias SumBits <= 32; others as sluice_requant.
module sluice_global_pool #(
    parameter int Lanes = 1,
    parameter int Groups = 1,
    parameter int Pixels = 1,
    parameter int AccBits = 24,
    parameter int SumBits = 24,
    parameter int Bias = 0,
    parameter int Multiplier = 1,
    parameter int Shift = 1,
    parameter int ZeroPoint = 0,
    parameter int ClampLow = -128,
    parameter int ClampHigh = 127,
    parameter int RequantDigits = 0,
    parameter int Depth = 12
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
  if (Groups < 1 || Pixels < 1) begin : gen_size_rule
    sluice_rule_groups_and_pixels_at_least_1 u_rule ();
  end

  localparam int GroupBits = (Groups > 1) ? $clog2(Groups) : 1;
  localparam int PixelBits = (Pixels > 1) ? $clog2(Pixels) : 1;
  localparam logic [GroupBits-1:0] LAST_GROUP = GroupBits'(Groups - 1);
  localparam logic [PixelBits-1:0] LAST_PIXEL = PixelBits'(Pixels - 1);

  // Front end: which group and pixel the next beat is.
  logic [GroupBits-1:0] group_q;
  logic [PixelBits-1:0] pixel_q;
  logic first, last, room, take;
  assign first      = pixel_q == '0;
  assign last       = pixel_q == LAST_PIXEL;
  assign in_ready_o = !last || room;
  assign take       = in_valid_i && in_ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      group_q <= '0;
      pixel_q <= '0;
    end else if (take) begin
      group_q <= (group_q == LAST_GROUP) ? '0 : group_q + 1'b1;
      if (group_q == LAST_GROUP) pixel_q <= last ? '0 : pixel_q + 1'b1;
    end
  end

  // The sums, each lane: a beat meets the sum of its group, and replaces it.
  logic [Lanes*AccBits-1:0] sums_q;
  logic sums_valid;

  if (Groups < 4) begin : gen_ring
    // A ring of registers that turns with every beat.
    logic valid_q, first_q, last_q, done_q;
    logic [Lanes*8-1:0] data_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        valid_q <= 1'b0;
        done_q  <= 1'b0;
      end else begin
        valid_q <= take;
        done_q  <= valid_q && last_q;
      end
    end
    always_ff @(posedge clk_i) begin
      first_q <= first;
      last_q  <= last;
      data_q  <= in_data_i;
    end
    assign sums_valid = done_q;

    logic [Groups*Lanes*AccBits-1:0] ring_q;
    logic [Lanes*AccBits-1:0] next;
    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      localparam int At = ((Groups - 1) * Lanes + l) * AccBits;
      assign next[l*AccBits+:AccBits] =
          (first_q ? '0 : ring_q[At+:AccBits]) + AccBits'($signed(data_q[l*8+:8]));
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
    logic [Lanes*AccBits-1:0] memory[0:Groups-1];
    logic [3:0] valid_q, last_q;
    logic [2:0] first_q;
    logic [4*GroupBits-1:0] at_q;
    logic [3*Lanes*8-1:0] data_q;
    logic [Lanes*AccBits-1:0] read_q, old_q, new_q, next;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= '0;
      else valid_q <= {valid_q[2:0], take};
    end
    always_ff @(posedge clk_i) begin
      first_q <= {first_q[1:0], first};
      last_q  <= {last_q[2:0], last};
      at_q    <= {at_q[3*GroupBits-1:0], group_q};
      data_q  <= {data_q[2*Lanes*8-1:0], in_data_i};
      read_q  <= memory[at_q[GroupBits-1:0]];
      old_q   <= read_q;
      new_q   <= next;
      if (valid_q[3]) memory[at_q[3*GroupBits+:GroupBits]] <= new_q;
    end
    for (genvar l = 0; l < Lanes; l++) begin : gen_lane
      assign next[l*AccBits+:AccBits] = (first_q[2] ? '0 : old_q[l*AccBits+:AccBits]) +
          AccBits'($signed(data_q[(2*Lanes+l)*8+:8]));
    end
    assign sums_q     = new_q;
    assign sums_valid = valid_q[3] && last_q[3];
  end

  logic result_valid;
  logic [Lanes*8-1:0] result;
  sluice_requant #(
      .Lanes(Lanes),
      .AccBits(AccBits),
      .SumBits(SumBits),
      .ShiftMin(Shift),
      .ShiftMax(Shift),
      .ZeroPoint(ZeroPoint),
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

  sluice_collect #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(take && last),
      .room_o(room),
      .result_valid_i(result_valid),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
