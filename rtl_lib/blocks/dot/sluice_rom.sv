// SPDX-License-Identifier: Apache-2.0
// sluice_rom: a memory initialised from File (one hexadecimal word a line), read in two cycles:
// data_o is the word of the address two cycles ago. Zero when File is empty.
`include "sluice_assert.svh"

module sluice_rom #(
    parameter int Width = 8,   // bits of a word
    parameter int Depth = 16,  // words
    parameter File = "",       // memory image; zeros where it is empty
    localparam int AddressBits = Depth > 1 ? $clog2(Depth) : 1
) (
    input  logic                   clk_i,
    input  logic [AddressBits-1:0] address_i,  // the word to read
    output logic [Width-1:0]       data_o      // it, two cycles later
);

  logic [Width-1:0] read_q;

  if (File == "") begin : gen_empty
    logic unused_address;
    assign unused_address = ^address_i;
    always_ff @(posedge clk_i) read_q <= '0;
  end else if (Depth > 64) begin : gen_block
    (* rom_style = "block", ram_style = "block", ramstyle = "M20K" *)
    logic [Width-1:0] memory[0:`SLUICE_WORDS(Depth, AddressBits)-1];
    initial $readmemh(File, memory);
    always_ff @(posedge clk_i) read_q <= memory[address_i];
  end else begin : gen_small
    logic [Width-1:0] memory[0:`SLUICE_WORDS(Depth, AddressBits)-1];
    initial $readmemh(File, memory);
    always_ff @(posedge clk_i) read_q <= memory[address_i];
  end

  always_ff @(posedge clk_i) data_o <= read_q;

endmodule
