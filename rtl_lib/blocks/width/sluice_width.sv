// SPDX-License-Identifier: Apache-2.0
// From a stream of InLanes channels per beat to one of OutLanes, whatever the two are.
//
// Beat order in and out: pixels, channels innermost; the last beat of a pixel is padded on both
// sides (padding lanes in are dropped, padding lanes out are zero).
// Works in units of U lanes, U the greatest common divisor of the four group sizes: a buffer of
// BufferUnits = In + 2 Out - 1 units shifts down by what leaves and appends what arrives, both in
// one cycle. With S_in(k), S_out(m) the units of the first k beats in, m beats out:
//   beat k in   from max(t_in(k-1), t_out(m-1)) + 1, m the first with S_in(k) - S_out(m) < 2 Out
//   beat m out  from max(t_out(m-1), t_in(k)) + 1, k the first with S_in(k+1) >= S_out(m+1)
// so the side with more beats per pixel moves one per cycle: pixels * max(InGroups, OutGroups)
// cycles per frame. in_ready_o and out_valid_o depend on registers only.
// Yosys 0.23, xc7, 2026-11-21, 8-bit lanes: 16 channels, 4 to 8, 141 LUT 131 FF; 30 channels, 7 to 4,
// 566 LUT 122 FF (before padding lanes were held at zero).
// Limits: Channels, LaneBits >= 1; 1 <= InLanes, OutLanes <= Channels.
`include "sluice_assert.svh"

module sluice_width #(
    parameter int Channels = 6,
    parameter int InLanes  = 4,
    parameter int OutLanes = 3,
    parameter int LaneBits = 8
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic                         in_valid_i,
    output logic                         in_ready_o,
    input  logic [InLanes*LaneBits-1:0]  in_data_i,
    output logic                         out_valid_o,
    input  logic                         out_ready_i,
    output logic [OutLanes*LaneBits-1:0] out_data_o
);

  if (InLanes < 1 || InLanes > Channels) begin : gen_rule_in_lanes
    sluice_rule_in_lanes_from_1_to_channels u_rule ();
  end
  if (OutLanes < 1 || OutLanes > Channels) begin : gen_rule_out_lanes
    sluice_rule_out_lanes_from_1_to_channels u_rule ();
  end
  if (LaneBits < 1) begin : gen_rule_lane_bits
    sluice_rule_lane_bits_at_least_1 u_rule ();
  end

  function automatic int greatest_common_divisor(input int first, input int second);
    int a, b, rest;
    a = first;
    b = second;
    // Euclid takes fewer than 48 steps for 32-bit numbers.
    for (int step = 0; step < 48; step++) begin
      if (b != 0) begin
        rest = a % b;
        a    = b;
        b    = rest;
      end
    end
    greatest_common_divisor = a;
  endfunction

  localparam int InGroups     = (Channels + InLanes - 1) / InLanes;
  localparam int OutGroups    = (Channels + OutLanes - 1) / OutLanes;
  localparam int LastInLanes  = Channels - (InGroups - 1) * InLanes;
  localparam int LastOutLanes = Channels - (OutGroups - 1) * OutLanes;
  localparam int U = greatest_common_divisor(greatest_common_divisor(InLanes, OutLanes),
                                             greatest_common_divisor(LastInLanes, LastOutLanes));
  localparam int UnitBits     = U * LaneBits;
  localparam int In           = InLanes / U;
  localparam int Out          = OutLanes / U;
  localparam int LastIn       = LastInLanes / U;
  localparam int LastOut      = LastOutLanes / U;
  localparam int BufferUnits  = In + 2 * Out - 1;
  localparam int BufferBits   = BufferUnits * UnitBits;
  localparam int CountBits    = $clog2(BufferUnits + 1);

  logic [BufferBits-1:0] buffer_q, shifted;
  logic [CountBits-1:0]  held_q, kept, need, units;
  logic                  push, pop, last_in, last_out;

  assign need        = last_out ? CountBits'(LastOut) : CountBits'(Out);
  assign units       = last_in ? CountBits'(LastIn) : CountBits'(In);
  assign in_ready_o  = held_q <= CountBits'(BufferUnits - In);
  assign out_valid_o = held_q >= need;
  assign push        = in_valid_i && in_ready_o;
  assign pop         = out_valid_o && out_ready_i;
  assign kept        = pop ? held_q - need : held_q;

  // The group within the pixel, on each side.
  if (InGroups == 1) begin : gen_one_in_group
    assign last_in = 1'b1;
  end else begin : gen_in_groups
    logic [$clog2(InGroups)-1:0] in_group_q;
    assign last_in = 32'(in_group_q) == InGroups - 1;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) in_group_q <= '0;
      else if (push) in_group_q <= last_in ? '0 : in_group_q + 1'b1;
    end
  end
  if (OutGroups == 1) begin : gen_one_out_group
    assign last_out = 1'b1;
  end else begin : gen_out_groups
    logic [$clog2(OutGroups)-1:0] out_group_q;
    assign last_out = 32'(out_group_q) == OutGroups - 1;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) out_group_q <= '0;
      else if (pop) out_group_q <= last_out ? '0 : out_group_q + 1'b1;
    end
  end

  // Padding lanes lie above what is held and would change while the beat waits.
  assign out_data_o[LastOut*UnitBits-1:0] = buffer_q[LastOut*UnitBits-1:0];
  if (LastOut < Out) begin : gen_padding
    assign out_data_o[Out*UnitBits-1:LastOut*UnitBits] =
        last_out ? '0 : buffer_q[Out*UnitBits-1:LastOut*UnitBits];
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) held_q <= '0;
    else held_q <= push ? kept + units : kept;
  end

  assign shifted = !pop ? buffer_q
                 : last_out ? buffer_q >> (LastOut * UnitBits) : buffer_q >> (Out * UnitBits);

  // Whatever lies above the units held is never looked at, so the input needs no gating by push;
  // and it is only ever taken behind at most BufferUnits - In units.
  for (genvar j = 0; j < BufferUnits; j++) begin : gen_unit
    logic [UnitBits-1:0] unit;
    always_comb begin
      unit = shifted[j*UnitBits +: UnitBits];
      for (int i = 0; i < In; i++) begin
        if (i <= j && j - i <= BufferUnits - In && 32'(kept) == j - i) begin
          unit = in_data_i[i*UnitBits +: UnitBits];
        end
      end
    end
    always_ff @(posedge clk_i) buffer_q[j*UnitBits +: UnitBits] <= unit;
  end

  `SLUICE_ASSERT(a_overflow, 32'(kept) + (push ? 32'(units) : 0) <= BufferUnits)
  `SLUICE_ASSERT_STABLE(a_stable, out_valid_o, out_ready_i, out_data_o)

endmodule
