// SPDX-License-Identifier: Apache-2.0
// What the block memories of a Xilinx 7 series netlist do, for simulating it: Yosys has their ports
// but not their behaviour. Written from the vendor's user guide UG473.
//
// Both ports, every width, the three write modes, initial contents. Not modelled, and stopped at
// elaboration: output registers, cascades, inverted pins. A reset of the output gives x, and so
// does a port that never read. Reading while the other port writes the same word gives the old one.

// One port's access is Width of 1, 2, 4, 8 + 1, ... bits; 0 when it is not used.
module block_ram #(
    parameter integer AddressBits = 14, // of data bits
    parameter integer Bytes = 4, // of the widest access
    parameter integer ReadA = 0, ReadB = 0, WriteA = 0, WriteB = 0,
    parameter ModeA = "WRITE_FIRST", ModeB = "WRITE_FIRST",
    parameter [2**AddressBits-1:0] Init = 0,
    parameter [2**AddressBits/8-1:0] InitParity = 0
) (
    input a_clk, a_enable, a_reset,
    input [AddressBits-1:0] a_address,
    input [8*Bytes-1:0] a_in,
    input [Bytes-1:0] a_parity_in, a_write,
    output reg [8*Bytes-1:0] a_data,
    output reg [Bytes-1:0] a_parity,
    input b_clk, b_enable, b_reset,
    input [AddressBits-1:0] b_address,
    input [8*Bytes-1:0] b_in,
    input [Bytes-1:0] b_parity_in, b_write,
    output reg [8*Bytes-1:0] b_data,
    output reg [Bytes-1:0] b_parity
);
  reg data[0:2**AddressBits-1];
  reg parity[0:2**AddressBits/8-1];

  // In pieces: Icarus copies the whole vector for every bit that it selects.
  integer piece, i;
  reg [255:0] bits;
  initial begin
    for (piece = 0; piece < 2 ** AddressBits / 256; piece = piece + 1) begin
      bits = Init[256*piece+:256];
      for (i = 0; i < 256; i = i + 1) data[256*piece+i] = bits[i];
    end
    for (piece = 0; piece < 2 ** AddressBits / 2048; piece = piece + 1) begin
      bits = InitParity[256*piece+:256];
      for (i = 0; i < 256; i = i + 1) parity[256*piece+i] = bits[i];
    end
  end

  // Data bits of an access; those with parity have 8 in every 9.
  function integer data_bits(input integer width);
    data_bits = width < 9 ? width : width / 9 * 8;
  endfunction

  integer a_i, a_word;
  always @(posedge a_clk)
    if (a_enable) begin
      if (ReadA != 0 && !(|a_write && ModeA == "NO_CHANGE")) begin
        a_word = a_address / data_bits(ReadA) * data_bits(ReadA);
        for (a_i = 0; a_i < data_bits(ReadA); a_i = a_i + 1)
          a_data[a_i] <= ModeA == "WRITE_FIRST" && WriteA == ReadA && a_write[a_i/8]
              ? a_in[a_i] : data[a_word+a_i];
        for (a_i = 0; a_i < ReadA / 9; a_i = a_i + 1)
          a_parity[a_i] <= ModeA == "WRITE_FIRST" && WriteA == ReadA && a_write[a_i]
              ? a_parity_in[a_i] : parity[a_word/8+a_i];
        if (a_reset) begin
          a_data <= {8 * Bytes{1'bx}};
          a_parity <= {Bytes{1'bx}};
        end
      end
      if (WriteA != 0) begin
        a_word = a_address / data_bits(WriteA) * data_bits(WriteA);
        for (a_i = 0; a_i < data_bits(WriteA); a_i = a_i + 1)
          if (a_write[a_i/8]) data[a_word+a_i] <= a_in[a_i];
        for (a_i = 0; a_i < WriteA / 9; a_i = a_i + 1)
          if (a_write[a_i]) parity[a_word/8+a_i] <= a_parity_in[a_i];
      end
    end

  integer b_i, b_word;
  always @(posedge b_clk)
    if (b_enable) begin
      if (ReadB != 0 && !(|b_write && ModeB == "NO_CHANGE")) begin
        b_word = b_address / data_bits(ReadB) * data_bits(ReadB);
        for (b_i = 0; b_i < data_bits(ReadB); b_i = b_i + 1)
          b_data[b_i] <= ModeB == "WRITE_FIRST" && WriteB == ReadB && b_write[b_i/8]
              ? b_in[b_i] : data[b_word+b_i];
        for (b_i = 0; b_i < ReadB / 9; b_i = b_i + 1)
          b_parity[b_i] <= ModeB == "WRITE_FIRST" && WriteB == ReadB && b_write[b_i]
              ? b_parity_in[b_i] : parity[b_word/8+b_i];
        if (b_reset) begin
          b_data <= {8 * Bytes{1'bx}};
          b_parity <= {Bytes{1'bx}};
        end
      end
      if (WriteB != 0) begin
        b_word = b_address / data_bits(WriteB) * data_bits(WriteB);
        for (b_i = 0; b_i < data_bits(WriteB); b_i = b_i + 1)
          if (b_write[b_i/8]) data[b_word+b_i] <= b_in[b_i];
        for (b_i = 0; b_i < WriteB / 9; b_i = b_i + 1)
          if (b_write[b_i]) parity[b_word/8+b_i] <= b_parity_in[b_i];
      end
    end

  // A write of one width and a read of another through one port: which comes first is not modelled.
  generate
    if (ModeA == "WRITE_FIRST" && ReadA != WriteA && ReadA != 0 && WriteA != 0
        || ModeB == "WRITE_FIRST" && ReadB != WriteB && ReadB != 0 && WriteB != 0)
      block_ram_rule_widths_beyond_this_model u_rule ();
  endgenerate
endmodule

module block_ram_18 #(
    parameter integer DOA_REG = 0, DOB_REG = 0,
    parameter integer READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0,
    parameter RAM_MODE = "TDP", RAM_EXTENSION_A = "NONE", RAM_EXTENSION_B = "NONE",
    parameter WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST",
    parameter [71:0] INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0,
    parameter [255:0] INITP_00 = 0, INITP_01 = 0, INITP_02 = 0,
    parameter [255:0] INITP_03 = 0, INITP_04 = 0, INITP_05 = 0,
    parameter [255:0] INITP_06 = 0, INITP_07 = 0,
    parameter [255:0] INIT_00 = 0, INIT_01 = 0, INIT_02 = 0, INIT_03 = 0, INIT_04 = 0, INIT_05 = 0,
    parameter [255:0] INIT_06 = 0, INIT_07 = 0, INIT_08 = 0, INIT_09 = 0, INIT_0A = 0, INIT_0B = 0,
    parameter [255:0] INIT_0C = 0, INIT_0D = 0, INIT_0E = 0, INIT_0F = 0, INIT_10 = 0, INIT_11 = 0,
    parameter [255:0] INIT_12 = 0, INIT_13 = 0, INIT_14 = 0, INIT_15 = 0, INIT_16 = 0, INIT_17 = 0,
    parameter [255:0] INIT_18 = 0, INIT_19 = 0, INIT_1A = 0, INIT_1B = 0, INIT_1C = 0, INIT_1D = 0,
    parameter [255:0] INIT_1E = 0, INIT_1F = 0, INIT_20 = 0, INIT_21 = 0, INIT_22 = 0, INIT_23 = 0,
    parameter [255:0] INIT_24 = 0, INIT_25 = 0, INIT_26 = 0, INIT_27 = 0, INIT_28 = 0, INIT_29 = 0,
    parameter [255:0] INIT_2A = 0, INIT_2B = 0, INIT_2C = 0, INIT_2D = 0, INIT_2E = 0, INIT_2F = 0,
    parameter [255:0] INIT_30 = 0, INIT_31 = 0, INIT_32 = 0, INIT_33 = 0, INIT_34 = 0, INIT_35 = 0,
    parameter [255:0] INIT_36 = 0, INIT_37 = 0, INIT_38 = 0, INIT_39 = 0, INIT_3A = 0, INIT_3B = 0,
    parameter [255:0] INIT_3C = 0, INIT_3D = 0, INIT_3E = 0, INIT_3F = 0,
    parameter IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0,
    parameter IS_ENARDEN_INVERTED = 0, IS_ENBWREN_INVERTED = 0
) (
    input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB,
    input RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB,
    input [13:0] ADDRARDADDR, ADDRBWRADDR,
    input [15:0] DIADI, DIBDI,
    input [1:0] DIPADIP, DIPBDIP,
    input [1:0] WEA,
    input [3:0] WEBWE,
    output [15:0] DOADO, DOBDO,
    output [1:0] DOPADOP, DOPBDOP
);
  localparam SDP = RAM_MODE == "SDP";
  localparam Limits = DOA_REG != 0 || DOB_REG != 0 || RAM_EXTENSION_A != "NONE"
      || RAM_EXTENSION_B != "NONE" || IS_CLKARDCLK_INVERTED || IS_CLKBWRCLK_INVERTED
      || IS_ENARDEN_INVERTED || IS_ENBWREN_INVERTED || SDP && (READ_WIDTH_B || WRITE_WIDTH_A);
  generate if (Limits) block_ram_rule_beyond_this_model u_rule (); endgenerate

  wire [31:0] a_data, b_data, b_in;
  wire [3:0] a_parity, b_parity, b_parity_in;
  // A port of double width, in mode SDP, borrows the other's data pins.
  localparam Wide = SDP && WRITE_WIDTH_B == 36;
  localparam WideRead = SDP && READ_WIDTH_A == 36;
  assign b_in = Wide ? {DIBDI, DIADI} : {16'd0, DIBDI};
  assign b_parity_in = Wide ? {DIPBDIP, DIPADIP} : {2'd0, DIPBDIP};
  assign DOADO = a_data[15:0];
  assign DOPADOP = a_parity[1:0];
  assign DOBDO = WideRead ? a_data[31:16] : b_data[15:0];
  assign DOPBDOP = WideRead ? a_parity[3:2] : b_parity[1:0];

  block_ram #(
      .AddressBits(14),
      .Bytes(4),
      .ReadA(READ_WIDTH_A),
      .ReadB(READ_WIDTH_B),
      .WriteA(WRITE_WIDTH_A),
      .WriteB(WRITE_WIDTH_B),
      .ModeA(WRITE_MODE_A),
      .ModeB(WRITE_MODE_B),
      .Init({
          INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
          INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30,
          INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
          INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
          INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18,
          INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
          INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
          INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00}),
      .InitParity({
          INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00})
  ) u_ram (
      .a_clk(CLKARDCLK),
      .a_enable(ENARDEN),
      .a_reset(RSTRAMARSTRAM),
      .a_address(ADDRARDADDR[13:0]),
      .a_in({16'd0, DIADI}),
      .a_parity_in({2'd0, DIPADIP}),
      .a_write({2'd0, WEA}),
      .a_data,
      .a_parity,
      .b_clk(CLKBWRCLK),
      .b_enable(ENBWREN),
      .b_reset(RSTRAMB),
      .b_address(ADDRBWRADDR[13:0]),
      .b_in,
      .b_parity_in,
      .b_write(WEBWE),
      .b_data,
      .b_parity
  );
endmodule

module block_ram_36 #(
    parameter integer DOA_REG = 0, DOB_REG = 0,
    parameter integer READ_WIDTH_A = 0, READ_WIDTH_B = 0, WRITE_WIDTH_A = 0, WRITE_WIDTH_B = 0,
    parameter RAM_MODE = "TDP", RAM_EXTENSION_A = "NONE", RAM_EXTENSION_B = "NONE",
    parameter WRITE_MODE_A = "WRITE_FIRST", WRITE_MODE_B = "WRITE_FIRST",
    parameter [71:0] INIT_A = 0, INIT_B = 0, SRVAL_A = 0, SRVAL_B = 0,
    parameter [255:0] INITP_00 = 0, INITP_01 = 0, INITP_02 = 0,
    parameter [255:0] INITP_03 = 0, INITP_04 = 0, INITP_05 = 0,
    parameter [255:0] INITP_06 = 0, INITP_07 = 0, INITP_08 = 0,
    parameter [255:0] INITP_09 = 0, INITP_0A = 0, INITP_0B = 0,
    parameter [255:0] INITP_0C = 0, INITP_0D = 0, INITP_0E = 0, INITP_0F = 0,
    parameter [255:0] INIT_00 = 0, INIT_01 = 0, INIT_02 = 0, INIT_03 = 0, INIT_04 = 0, INIT_05 = 0,
    parameter [255:0] INIT_06 = 0, INIT_07 = 0, INIT_08 = 0, INIT_09 = 0, INIT_0A = 0, INIT_0B = 0,
    parameter [255:0] INIT_0C = 0, INIT_0D = 0, INIT_0E = 0, INIT_0F = 0, INIT_10 = 0, INIT_11 = 0,
    parameter [255:0] INIT_12 = 0, INIT_13 = 0, INIT_14 = 0, INIT_15 = 0, INIT_16 = 0, INIT_17 = 0,
    parameter [255:0] INIT_18 = 0, INIT_19 = 0, INIT_1A = 0, INIT_1B = 0, INIT_1C = 0, INIT_1D = 0,
    parameter [255:0] INIT_1E = 0, INIT_1F = 0, INIT_20 = 0, INIT_21 = 0, INIT_22 = 0, INIT_23 = 0,
    parameter [255:0] INIT_24 = 0, INIT_25 = 0, INIT_26 = 0, INIT_27 = 0, INIT_28 = 0, INIT_29 = 0,
    parameter [255:0] INIT_2A = 0, INIT_2B = 0, INIT_2C = 0, INIT_2D = 0, INIT_2E = 0, INIT_2F = 0,
    parameter [255:0] INIT_30 = 0, INIT_31 = 0, INIT_32 = 0, INIT_33 = 0, INIT_34 = 0, INIT_35 = 0,
    parameter [255:0] INIT_36 = 0, INIT_37 = 0, INIT_38 = 0, INIT_39 = 0, INIT_3A = 0, INIT_3B = 0,
    parameter [255:0] INIT_3C = 0, INIT_3D = 0, INIT_3E = 0, INIT_3F = 0, INIT_40 = 0, INIT_41 = 0,
    parameter [255:0] INIT_42 = 0, INIT_43 = 0, INIT_44 = 0, INIT_45 = 0, INIT_46 = 0, INIT_47 = 0,
    parameter [255:0] INIT_48 = 0, INIT_49 = 0, INIT_4A = 0, INIT_4B = 0, INIT_4C = 0, INIT_4D = 0,
    parameter [255:0] INIT_4E = 0, INIT_4F = 0, INIT_50 = 0, INIT_51 = 0, INIT_52 = 0, INIT_53 = 0,
    parameter [255:0] INIT_54 = 0, INIT_55 = 0, INIT_56 = 0, INIT_57 = 0, INIT_58 = 0, INIT_59 = 0,
    parameter [255:0] INIT_5A = 0, INIT_5B = 0, INIT_5C = 0, INIT_5D = 0, INIT_5E = 0, INIT_5F = 0,
    parameter [255:0] INIT_60 = 0, INIT_61 = 0, INIT_62 = 0, INIT_63 = 0, INIT_64 = 0, INIT_65 = 0,
    parameter [255:0] INIT_66 = 0, INIT_67 = 0, INIT_68 = 0, INIT_69 = 0, INIT_6A = 0, INIT_6B = 0,
    parameter [255:0] INIT_6C = 0, INIT_6D = 0, INIT_6E = 0, INIT_6F = 0, INIT_70 = 0, INIT_71 = 0,
    parameter [255:0] INIT_72 = 0, INIT_73 = 0, INIT_74 = 0, INIT_75 = 0, INIT_76 = 0, INIT_77 = 0,
    parameter [255:0] INIT_78 = 0, INIT_79 = 0, INIT_7A = 0, INIT_7B = 0, INIT_7C = 0, INIT_7D = 0,
    parameter [255:0] INIT_7E = 0, INIT_7F = 0,
    parameter IS_CLKARDCLK_INVERTED = 0, IS_CLKBWRCLK_INVERTED = 0,
    parameter IS_ENARDEN_INVERTED = 0, IS_ENBWREN_INVERTED = 0
) (
    input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB,
    input RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB,
    input [15:0] ADDRARDADDR, ADDRBWRADDR,
    input [31:0] DIADI, DIBDI,
    input [3:0] DIPADIP, DIPBDIP,
    input [3:0] WEA,
    input [7:0] WEBWE,
    output [31:0] DOADO, DOBDO,
    output [3:0] DOPADOP, DOPBDOP
);
  localparam SDP = RAM_MODE == "SDP";
  localparam Limits = DOA_REG != 0 || DOB_REG != 0 || RAM_EXTENSION_A != "NONE"
      || RAM_EXTENSION_B != "NONE" || IS_CLKARDCLK_INVERTED || IS_CLKBWRCLK_INVERTED
      || IS_ENARDEN_INVERTED || IS_ENBWREN_INVERTED || SDP && (READ_WIDTH_B || WRITE_WIDTH_A);
  generate if (Limits) block_ram_rule_beyond_this_model u_rule (); endgenerate

  wire [63:0] a_data, b_data, b_in;
  wire [7:0] a_parity, b_parity, b_parity_in;
  // A port of double width, in mode SDP, borrows the other's data pins.
  localparam Wide = SDP && WRITE_WIDTH_B == 72;
  localparam WideRead = SDP && READ_WIDTH_A == 72;
  assign b_in = Wide ? {DIBDI, DIADI} : {32'd0, DIBDI};
  assign b_parity_in = Wide ? {DIPBDIP, DIPADIP} : {4'd0, DIPBDIP};
  assign DOADO = a_data[31:0];
  assign DOPADOP = a_parity[3:0];
  assign DOBDO = WideRead ? a_data[63:32] : b_data[31:0];
  assign DOPBDOP = WideRead ? a_parity[7:4] : b_parity[3:0];

  block_ram #(
      .AddressBits(15),
      .Bytes(8),
      .ReadA(READ_WIDTH_A),
      .ReadB(READ_WIDTH_B),
      .WriteA(WRITE_WIDTH_A),
      .WriteB(WRITE_WIDTH_B),
      .ModeA(WRITE_MODE_A),
      .ModeB(WRITE_MODE_B),
      .Init({
          INIT_7F, INIT_7E, INIT_7D, INIT_7C, INIT_7B, INIT_7A, INIT_79, INIT_78,
          INIT_77, INIT_76, INIT_75, INIT_74, INIT_73, INIT_72, INIT_71, INIT_70,
          INIT_6F, INIT_6E, INIT_6D, INIT_6C, INIT_6B, INIT_6A, INIT_69, INIT_68,
          INIT_67, INIT_66, INIT_65, INIT_64, INIT_63, INIT_62, INIT_61, INIT_60,
          INIT_5F, INIT_5E, INIT_5D, INIT_5C, INIT_5B, INIT_5A, INIT_59, INIT_58,
          INIT_57, INIT_56, INIT_55, INIT_54, INIT_53, INIT_52, INIT_51, INIT_50,
          INIT_4F, INIT_4E, INIT_4D, INIT_4C, INIT_4B, INIT_4A, INIT_49, INIT_48,
          INIT_47, INIT_46, INIT_45, INIT_44, INIT_43, INIT_42, INIT_41, INIT_40,
          INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
          INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30,
          INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
          INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
          INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18,
          INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
          INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
          INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00}),
      .InitParity({
          INITP_0F, INITP_0E, INITP_0D, INITP_0C, INITP_0B, INITP_0A, INITP_09, INITP_08,
          INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00})
  ) u_ram (
      .a_clk(CLKARDCLK),
      .a_enable(ENARDEN),
      .a_reset(RSTRAMARSTRAM),
      .a_address(ADDRARDADDR[14:0]),
      .a_in({32'd0, DIADI}),
      .a_parity_in({4'd0, DIPADIP}),
      .a_write({4'd0, WEA}),
      .a_data,
      .a_parity,
      .b_clk(CLKBWRCLK),
      .b_enable(ENBWREN),
      .b_reset(RSTRAMB),
      .b_address(ADDRBWRADDR[14:0]),
      .b_in,
      .b_parity_in,
      .b_write(WEBWE),
      .b_data,
      .b_parity
  );
endmodule
