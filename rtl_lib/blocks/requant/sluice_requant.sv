// SPDX-License-Identifier: Apache-2.0
// Accumulators to int8 activations, Lanes at a time, each lane with the factors of its channel, which
// Pixels neighbouring pixels share: element l*Pixels + v of a beat is lane l of pixel v.
//
// Feed-forward, no handshake: whoever issues holds a credit for the result. With Digits = 0, products of
// multiplier blocks, a beat of accumulators per cycle, in 4 cycles and those of sluice_round_clamp; else
// of logic, as sluice_mul_serial says. A table adds 2. requant_latency() in requant.h.
// Beats come in a fixed order of Groups beats that repeats; beat i uses parameter word i mod Groups.
// A word holds for each lane, lane 0 low, {shift - ShiftMin (ShiftBits, none if the shift is fixed),
// multiplier (18, signed), bias (SumBits, signed)}. Without a ParamFile every lane of every beat has the
// constants Bias, Multiplier and ShiftMin.
// Limits: as sluice_requant_lane; Groups, Lanes and Pixels >= 1.

`include "sluice_assert.svh"

module sluice_requant #(
    parameter int Lanes = 1,            // channels at once
    parameter int Pixels = 1,           // pixels at once, which share the factors
    parameter int AccBits = 24,         // bits of an accumulator, signed
    parameter int SumBits = 24,         // bits of sum and bias together, at most 32
    parameter int Groups = 1,           // words of ParamFile: beats after which the factors repeat
    parameter int MultiplierBits = 18,  // bits of a factor, 18 to 24; 18 is one multiplier block
    parameter int ShiftMin = 1,         // smallest shift, at least 1
    parameter int ShiftMax = 1,         // largest shift, at most 47
    parameter int ZeroPoint = 0,        // added after the shift; int8
    parameter int ClampLow = -128,      // smallest result, at least -128
    parameter int ClampHigh = 127,      // largest result, at most 127
    parameter bit HasTable = 0,         // 1: a table of 256 entries behind the clamp, in TableFile
    parameter int Digits = 0,           // 0: multiplier blocks; 1 to 9: logic (sluice_mul_serial)
    parameter bit TiesToEven = 0,       // 1: halves are rounded to the even integer; 0: up
    parameter int Bias = 0,             // of every channel, where ParamFile is empty
    parameter int Multiplier = 1,       // of every channel, where ParamFile is empty
    parameter ParamFile = "",           // memory image: bias, multiplier and shift of each channel
    parameter TableFile = ""            // memory image: 256 words of 8 bits
) (
    input  wire logic                            clk_i,
    input  wire logic                            rst_ni,
    input  wire logic                            valid_i,  // accumulators come
    input  wire logic [Lanes*Pixels*AccBits-1:0] acc_i,    // that of lane l and pixel v at element l*Pixels + v
    output logic                                 valid_o,  // results leave
    output logic [Lanes*Pixels*8-1:0]            data_o    // that of lane l and pixel v at byte l*Pixels + v
);
  localparam int ShiftBits = (ShiftMax > ShiftMin) ? $clog2(ShiftMax - ShiftMin + 1) : 0;
  localparam int LaneBits = SumBits + MultiplierBits + ShiftBits;
  localparam int WordBits = Lanes * LaneBits;
  localparam int Product = Digits == 0 ? 3 : Digits == 1 ? 10 : Digits == 9 ? 10 :
      2 + Digits + (9 + Digits - 1) / Digits; // cycles, of sluice_requant_lane
  localparam int Latency =
      Product + 4 + ((ShiftMax > ShiftMin) ? 1 : 0) + (HasTable ? 2 : 0);

  if (Groups < 1 || Lanes < 1 || Pixels < 1) begin : gen_groups_rule
    sluice_rule_groups_lanes_and_pixels_at_least_1 u_rule ();
  end

  logic [Latency-1:0] valid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[Latency-2:0], valid_i};
  end
  assign valid_o = valid_q[Latency-1];

  // The accumulators meet their word in a register: the ROM has been read ahead of the beat.
  logic [Lanes*Pixels*AccBits-1:0] acc_q;
  logic [WordBits-1:0] word;
  always_ff @(posedge clk_i) acc_q <= acc_i;

  if (ParamFile == "") begin : gen_constants
    localparam logic signed [SumBits-1:0] BIAS = SumBits'(Bias);
    localparam logic signed [MultiplierBits-1:0] MULTIPLIER = MultiplierBits'(Multiplier);
    localparam logic [LaneBits-1:0] LANE = LaneBits'({MULTIPLIER, BIAS});
    assign word = {Lanes{LANE}};
  end else begin : gen_rom
    localparam int CountBits = (Groups > 1) ? $clog2(Groups) : 1;
    logic [CountBits-1:0] group_q, group_d;
    always_comb begin
      group_d = group_q;
      if (!rst_ni) group_d = '0;
      else if (valid_i) group_d = (group_q == CountBits'(Groups - 1)) ? '0 : group_q + 1'b1;
    end
    always_ff @(posedge clk_i) group_q <= group_d;

    logic [WordBits-1:0] read_q, word_q;
    if (Groups > 64) begin : gen_block
      (* rom_style = "block", ram_style = "block", ramstyle = "M20K" *)
      logic [WordBits-1:0] param_rom[0:`SLUICE_WORDS(Groups, CountBits)-1];
      initial $readmemh(ParamFile, param_rom);
      always_ff @(posedge clk_i) read_q <= param_rom[group_d];
    end else begin : gen_luts
      logic [WordBits-1:0] param_rom[0:`SLUICE_WORDS(Groups, CountBits)-1];
      initial $readmemh(ParamFile, param_rom);
      always_ff @(posedge clk_i) read_q <= param_rom[group_d];
    end
    always_ff @(posedge clk_i) word_q <= read_q;
    assign word = word_q;
  end

  logic [Lanes*Pixels*8-1:0] clamped;
  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic [(ShiftBits > 0 ? ShiftBits : 1)-1:0] shift;
    if (ShiftBits > 0) begin : gen_shift
      assign shift = word[l*LaneBits+MultiplierBits+SumBits+:ShiftBits];
    end else begin : gen_no_shift
      assign shift = '0;
    end
    for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
      sluice_requant_lane #(
          .AccBits(AccBits),
          .SumBits(SumBits),
          .MultiplierBits(MultiplierBits),
          .ShiftMin(ShiftMin),
          .ShiftMax(ShiftMax),
          .ZeroPoint(ZeroPoint),
          .ClampLow(ClampLow),
          .ClampHigh(ClampHigh),
          .Digits(Digits),
          .TiesToEven(TiesToEven)
      ) u_lane (
          .clk_i,
          .valid_i(valid_q[0]),
          .acc_i(acc_q[(l*Pixels+v)*AccBits+:AccBits]),
          .bias_i(word[l*LaneBits+:SumBits]),
          .multiplier_i(word[l*LaneBits+SumBits+:MultiplierBits]),
          .shift_i(shift),
          .data_o(clamped[(l*Pixels+v)*8+:8])
      );
    end
  end

  if (HasTable) begin : gen_table
    sluice_table #(
        .Lanes(Lanes * Pixels),
        .TableFile(TableFile)
    ) u_table (
        .clk_i,
        .data_i(clamped),
        .data_o
    );
  end else begin : gen_no_table
    assign data_o = clamped;
  end
endmodule
