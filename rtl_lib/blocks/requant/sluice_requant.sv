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

module sluice_requant #(
    parameter int Lanes = 1,
    parameter int Pixels = 1,
    parameter int AccBits = 24,
    parameter int SumBits = 24,
    parameter int Groups = 1,
    parameter int MultiplierBits = 18,
    parameter int ShiftMin = 1,
    parameter int ShiftMax = 1,
    parameter int ZeroPoint = 0,
    parameter int ClampLow = -128,
    parameter int ClampHigh = 127,
    parameter bit HasTable = 0,
    parameter int Digits = 0,
    parameter bit TiesToEven = 0,
    parameter int Bias = 0,
    parameter int Multiplier = 1,
    parameter ParamFile = "",
    parameter TableFile = ""
) (
    input  wire logic                            clk_i,
    input  wire logic                            rst_ni,
    input  wire logic                            valid_i,
    input  wire logic [Lanes*Pixels*AccBits-1:0] acc_i,
    output logic                                 valid_o,
    output logic [Lanes*Pixels*8-1:0]            data_o
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
      logic [WordBits-1:0] param_rom[0:Groups-1];
      initial $readmemh(ParamFile, param_rom);
      always_ff @(posedge clk_i) read_q <= param_rom[group_d];
    end else begin : gen_luts
      logic [WordBits-1:0] param_rom[0:Groups-1];
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
