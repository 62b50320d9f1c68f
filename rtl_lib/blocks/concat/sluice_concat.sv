// SPDX-License-Identifier: Apache-2.0
// Several streams of one image size to one whose pixels hold the channels of all, input 0 first.
//
// Beat order: of each pixel InBeats[0] beats from input 0, then InBeats[1] from input 1, and so on;
// the generator gives every input but the last channels that Lanes divides, so beats pass whole.
// One beat per cycle: pixels * (sum of InBeats) cycles per frame. Only the input whose turn it is is
// ready. A beat is offered one cycle after it is taken; two registers hold beats, as in a FIFO of
// depth 2. in_ready_o, out_valid_o and out_data_o are registers.
// Yosys 0.23, xc7, 2026-11-21: 2 inputs of 4 lanes 75 LUT 68 FF; 3 of 8 lanes 143 LUT 133 FF.
// Limits: NumIn >= 2; every InBeats >= 1 (32 bits each, input 0 low); Lanes, LaneBits >= 1.
`include "sluice_assert.svh"

module sluice_concat #(
    parameter int NumIn = 2,                    // inputs, at least 2
    parameter logic [NumIn*32-1:0] InBeats = {NumIn{32'd1}},  // beats of a pixel of each input, 32 bits each, input 0 low
    parameter int Lanes = 1,                    // channels of a beat
    parameter int LaneBits = 8                  // bits of a channel's element
) (
    input  logic                            clk_i,
    input  logic                            rst_ni,
    input  logic [NumIn-1:0]                in_valid_i,  // of each input
    output logic [NumIn-1:0]                in_ready_o,  // of each input; only the one whose turn it is
    input  logic [NumIn*Lanes*LaneBits-1:0] in_data_i,   // of each input, input 0 low
    output logic                            out_valid_o,
    input  logic                            out_ready_i,
    output logic [Lanes*LaneBits-1:0]       out_data_o
);

  localparam int Width      = Lanes * LaneBits;

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

  logic [CountBits-1:0]   beat_q;
  logic [NumIn-1:0]       turn_q, turn_d, last_of, in_ready_q;  // turn: one of them
  logic                   push, move, out_valid_q, spare_valid_q, spare_valid_d;
  logic [Width-1:0]       data, out_data_q, spare_data_q;
  logic [NumIn*Width-1:0] data_of;

  for (genvar i = 0; i < NumIn; i++) begin : gen_input
    localparam int BEATS = InBeats[i*32 +: 32];
    if (BEATS < 1) begin : gen_rule_in_beats
      sluice_rule_in_beats_at_least_1 u_rule ();
    end
    assign last_of[i] = turn_q[i] && 32'(beat_q) == BEATS - 1;
    assign data_of[i*Width +: Width] = turn_q[i] ? in_data_i[i*Width +: Width] : '0;
  end

  always_comb begin
    data = '0;
    for (int i = 0; i < NumIn; i++) data = data | data_of[i*Width +: Width];
  end

  assign push          = |(in_valid_i & in_ready_q);
  assign move          = !out_valid_q || out_ready_i;
  assign turn_d        = push && |last_of ? {turn_q[NumIn-2:0], turn_q[NumIn-1]} : turn_q;
  assign spare_valid_d = !move && (spare_valid_q || push);
  assign in_ready_o    = in_ready_q;
  assign out_valid_o   = out_valid_q;
  assign out_data_o    = out_data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      turn_q        <= NumIn'(1);
      beat_q        <= '0;
      in_ready_q    <= NumIn'(1);
      out_valid_q   <= 1'b0;
      spare_valid_q <= 1'b0;
    end else begin
      turn_q <= turn_d;
      if (push) beat_q <= |last_of ? '0 : beat_q + 1'b1;
      in_ready_q    <= turn_d & {NumIn{!spare_valid_d}};
      spare_valid_q <= spare_valid_d;
      if (move) out_valid_q <= push || spare_valid_q;
    end
  end

  // The spare register is only ever full behind a full output register.
  always_ff @(posedge clk_i) begin
    if (!spare_valid_q) spare_data_q <= data;
    if (move) out_data_q <= spare_valid_q ? spare_data_q : data;
  end

  `SLUICE_ASSERT(a_order, out_valid_q || !spare_valid_q)
  `SLUICE_ASSERT_STABLE(a_stable, out_valid_o, out_ready_i, out_data_o)

endmodule
