// SPDX-License-Identifier: Apache-2.0
// From a stream of InLanes channels per beat to one of OutLanes, whatever the two are.
//
// Beat order in and out: pixels, channels innermost; the last beat of a pixel is padded on both
// sides (padding lanes in are dropped, padding lanes out carry any value).
// Works in units of U lanes, U the greatest common divisor of the four group sizes. The mode with
// wider beats in looks at one or two of them and gives the group that starts at the present offset;
// the mode with wider beats out lays each beat at its offset into the group that fills. Offsets
// repeat after few phases, and each lane is a multiplexer over these. Both end in a register.
// Let w(k), r(m) be the cycles in which beat k in, beat m out are taken, b(m) the last beat in that
// beat m out needs, e(k) the last beat out that beat k in has a part of:
//   offered from  v(m) = max(w(b(m)) + 2, r(m-1) + 1)
//   taken from    InLanes >= OutLanes: g(k) = load(e(k-S)) + 1, load(m) = max(w(b(m)) + 1, r(m-1)),
//                 S = 3 where a beat out has parts of two beats in, else 2
//                 InLanes < OutLanes: g(k) = use(k-2) + 1, use(k) the largest of w(k) + 1,
//                 use(k-1) + 1, r(m-1) where k is b(m) of one or two m, the first, and r(m-1) where
//                 k-1 is b(m-1) and b(m)
// so the side with more beats per pixel moves one per cycle: pixels * max(InGroups, OutGroups)
// cycles per frame. in_ready_o, out_valid_o and out_data_o are registers.
// Yosys 0.23, xc7, 2026-11-22, with the defaults: 111 LUT 135 FF.
// Limits: Channels, LaneBits >= 1; 1 <= InLanes, OutLanes <= Channels.
`include "sluice_assert.svh"

module sluice_width #(
    parameter int Channels = 6,  // channels of a pixel
    parameter int InLanes  = 4,  // channels of an input beat, 1 to Channels
    parameter int OutLanes = 3,  // channels of an output beat, 1 to Channels
    parameter int LaneBits = 8   // bits of a channel
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
  localparam int In       = InLanes / U;
  localparam int Out      = OutLanes / U;
  localparam int LastIn   = LastInLanes / U;
  localparam int LastOut  = LastOutLanes / U;
  localparam int InBits   = InLanes * LaneBits;
  localparam int OutBits  = OutLanes * LaneBits;
  localparam bit Narrows  = In >= Out;

  // The narrow side steps through the wide side's beats: group g starts at unit g * Narrow modulo
  // Wide, and these offsets repeat after Period groups or with the pixel.
  localparam int Wide      = Narrows ? In : Out;
  localparam int Narrow    = Narrows ? Out : In;
  localparam int Last      = Narrows ? LastOut : LastIn;  // units of the narrow side's last group
  localparam int Groups    = Narrows ? OutGroups : InGroups;  // of the narrow side
  localparam int Period    = Wide / greatest_common_divisor(Wide, Narrow);
  localparam int Phases    = Groups < Period ? Groups : Period;
  localparam int PhaseBits = Phases > 1 ? $clog2(Phases) : 1;
  // A lane's multiplexer has a power of two inputs of a power of two bits: an index, no product.
  localparam int Choices   = 1 << (Phases > 1 ? $clog2(Phases) : 0);
  localparam int SlotBits  = 1 << $clog2(LaneBits);
  // The last group's offset, and whether it lies in two beats of the wide side.
  localparam int LastOffset  = ((Groups - 1) * Narrow) % Wide;
  localparam bit LastCrosses = LastOffset + Last > Wide;

  // Whether the group of each phase reaches beyond the wide side's beat, or at least to its end.
  // Phase Groups-1 is only ever that of the last group, which has its own constants.
  function automatic logic [Phases-1:0] reaches(input int over);
    reaches = '0;
    for (int p = 0; p < Phases; p++) begin
      if (p != Groups - 1 && (p * Narrow) % Wide + Narrow >= Wide + over) reaches[p] = 1'b1;
    end
  endfunction
  localparam logic [Phases-1:0] CROSSES   = reaches(1);
  localparam logic [Phases-1:0] COMPLETES = reaches(0);

  // The narrow side's group within the pixel and its phase, and what the group does: registers, of
  // which _n is the next group's.
  logic step, last_q, last_n, crosses_q, crosses_n, completes_q, completes_n;
  logic [PhaseBits-1:0] phase_q, phase_n;

  if (Groups == 1) begin : gen_one_group
    assign last_q = 1'b1;
    assign last_n = 1'b1;
  end else begin : gen_groups
    localparam int GroupBits = $clog2(Groups);
    logic [GroupBits-1:0] group_q;
    assign last_n = group_q == GroupBits'(Groups - 2);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        group_q <= '0;
        last_q  <= 1'b0;
      end else if (step) begin
        group_q <= last_q ? '0 : group_q + 1'b1;
        last_q  <= last_n;
      end
    end
  end

  if (Phases == 1) begin : gen_one_phase
    assign phase_q = '0;
    assign phase_n = '0;
  end else begin : gen_phases
    assign phase_n = last_q || phase_q == PhaseBits'(Phases - 1) ? '0 : phase_q + 1'b1;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) phase_q <= '0;
      else if (step) phase_q <= phase_n;
    end
  end

  assign crosses_n   = last_n ? LastCrosses : CROSSES[phase_n];
  assign completes_n = last_n || COMPLETES[phase_n];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      crosses_q   <= Groups == 1 ? LastCrosses : CROSSES[0];
      completes_q <= Groups == 1 || COMPLETES[0];
    end else if (step) begin
      crosses_q   <= crosses_n;
      completes_q <= completes_n;
    end
  end

  logic               out_valid_q, out_free, load;
  logic [OutBits-1:0] out_data_q;
  assign out_valid_o = out_valid_q;
  assign out_data_o  = out_data_q;
  assign out_free    = !out_valid_q || out_ready_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) out_valid_q <= 1'b0;
    else if (out_free) out_valid_q <= load;
  end

  if (Narrows) begin : gen_narrow
    localparam bit Straddles = LastCrosses || CROSSES != '0;
    localparam int Slots     = Straddles ? 3 : 2;
    localparam int Seen      = Straddles ? 2 : 1;  // beats that the multiplexers look at

    // Beats in, the oldest in slot 0; what lies above those held is never looked at. A slot takes
    // the input when no more than its number stay: stay_q and go_q say so ahead, for a cycle in which
    // none leaves and for one in which the group at hand does.
    logic [Slots*InBits-1:0] slots_q;
    logic [Slots-1:0]        stay_q, stay_d, go_q, go_d, takes;
    logic [1:0]              held_q, held_d, leave, leave_q, leave_n;
    logic                    push, in_ready_q, can_load_q;

    assign in_ready_o = in_ready_q;
    assign push       = in_valid_i && in_ready_q;
    assign load       = out_free && can_load_q;
    assign step       = load;
    assign leave_q    = last_q && LastCrosses ? 2'd2 : {1'b0, completes_q};
    assign leave_n    = last_n && LastCrosses ? 2'd2 : {1'b0, completes_n};
    assign leave      = load ? leave_q : 2'd0;
    assign held_d     = held_q - leave + {1'b0, push};

    for (genvar s = 0; s < Slots; s++) begin : gen_takes
      assign stay_d[s] = held_d <= 2'(s);
      assign go_d[s]   = held_d - (load ? leave_n : leave_q) <= 2'(s);
      assign takes[s]  = load ? go_q[s] : stay_q[s];
    end

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        held_q     <= 2'd0;
        in_ready_q <= 1'b1;
        can_load_q <= 1'b0;
        stay_q     <= '1;
      end else begin
        held_q     <= held_d;
        in_ready_q <= held_d != 2'(Slots);
        can_load_q <= held_d > 2'd1 || (held_d == 2'd1 && !(load ? crosses_n : crosses_q));
        stay_q     <= stay_d;
      end
      go_q <= go_d;
    end

    for (genvar s = 0; s < Slots; s++) begin : gen_slot
      logic [InBits-1:0] older;
      if (s == Slots - 1) begin : gen_last
        assign older = in_data_i;
      end else if (LastCrosses && s + 2 < Slots) begin : gen_two
        assign older = last_q ? slots_q[(s+2)*InBits +: InBits] : slots_q[(s+1)*InBits +: InBits];
      end else begin : gen_one
        assign older = slots_q[(s+1)*InBits +: InBits];
      end
      always_ff @(posedge clk_i) begin
        if (takes[s] || (load && completes_q)) begin
          slots_q[s*InBits +: InBits] <= takes[s] ? in_data_i : older;
        end
      end
    end

    for (genvar i = 0; i < OutLanes; i++) begin : gen_lane
      logic [Choices*SlotBits-1:0] choices;
      for (genvar p = 0; p < Choices; p++) begin : gen_choice
        localparam int Lane = ((p * Out) % In) * U + i;
        localparam bit Used = p < Phases && Lane < Seen * InLanes;
        assign choices[p*SlotBits +: SlotBits] =
            Used ? SlotBits'(slots_q[(Used ? Lane : 0)*LaneBits +: LaneBits]) : '0;
      end
      always_ff @(posedge clk_i) begin
        if (out_free) out_data_q[i*LaneBits +: LaneBits] <= choices[phase_q*SlotBits +: LaneBits];
      end
    end

    `SLUICE_ASSERT(a_leave, !load || held_q >= leave_q)
    `SLUICE_ASSERT(a_overflow, !(push && held_q - leave == 2'(Slots)))
  end else begin : gen_widen
    // Two beats of slack make in_ready_o a register.
    logic              beat_valid, use_beat, flush_q;
    logic [InBits-1:0] beat;
    sluice_fifo #(
        .Width(InBits),
        .Depth(2)
    ) u_slack (
        .clk_i,
        .rst_ni,
        .in_valid_i,
        .in_ready_o,
        .in_data_i,
        .out_valid_o(beat_valid),
        .out_ready_i(use_beat),
        .out_data_o (beat)
    );

    // A last beat that crosses completes two groups: the second waits in the fill register.
    assign use_beat = beat_valid && (out_free || (!completes_q && !flush_q));
    assign step     = use_beat;
    assign load     = flush_q || (use_beat && completes_q);

    if (LastCrosses) begin : gen_flush
      always_ff @(posedge clk_i) begin
        if (!rst_ni) flush_q <= 1'b0;
        else if (out_free) flush_q <= use_beat && last_q;
      end
    end else begin : gen_no_flush
      assign flush_q = 1'b0;
    end

    for (genvar i = 0; i < OutLanes; i++) begin : gen_lane
      logic [Choices*SlotBits-1:0] choices;
      logic [Choices-1:0]          arrives;  // at this lane or below, by phase
      logic                        arrives_q;
      logic [LaneBits-1:0]         fill_q, turned;
      for (genvar p = 0; p < Choices; p++) begin : gen_choice
        localparam int Offset = ((p * In) % Out) * U;
        localparam int Lane   = i >= Offset ? i - Offset : i - Offset + OutLanes;
        localparam bit Used   = p < Phases && Lane < InLanes;
        assign choices[p*SlotBits +: SlotBits] =
            Used ? SlotBits'(beat[(Used ? Lane : 0)*LaneBits +: LaneBits]) : '0;
        assign arrives[p] = i >= Offset;
      end
      assign turned = choices[phase_q*SlotBits +: LaneBits];
      always_ff @(posedge clk_i) begin
        if (!rst_ni) arrives_q <= arrives[0];
        else if (step) arrives_q <= arrives[phase_n];
      end
      always_ff @(posedge clk_i) begin
        if (use_beat && (completes_q || arrives_q)) fill_q <= turned;
        if (out_free) begin
          out_data_q[i*LaneBits +: LaneBits] <= flush_q || !arrives_q ? fill_q : turned;
        end
      end
    end

    logic unused_crosses;
    assign unused_crosses = crosses_q;
    `SLUICE_ASSERT(a_flush, !(flush_q && use_beat && completes_q))
  end

  `SLUICE_ASSERT_STABLE(a_stable, out_valid_o, out_ready_i, out_data_o)

endmodule
