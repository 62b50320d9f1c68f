// SPDX-License-Identifier: Apache-2.0
// sluice_ram: one write port, one read port with a registered output. Reading the address that is
// being written in the same cycle gives an undefined word: the owner must never use it. No style
// attribute: small ones become distributed memory where the family has it (memory_resources.h).
`include "sluice_assert.svh"

module sluice_ram #(
    parameter int Width = 8,   // bits of a word
    parameter int Depth = 16,  // words
    localparam int AddressBits = Depth > 1 ? $clog2(Depth) : 1
) (
    input  logic                   clk_i,
    input  logic                   write_i,          // a word is written
    input  logic [AddressBits-1:0] write_address_i,  // where
    input  logic [Width-1:0]       write_data_i,     // the word
    input  logic [AddressBits-1:0] read_address_i,   // the word to read
    output logic [Width-1:0]       read_data_o       // it, a cycle later
);

  (* ramstyle = "no_rw_check", no_rw_check *)
  logic [Width-1:0] memory[0:`SLUICE_WORDS(Depth, AddressBits)-1];

  always_ff @(posedge clk_i) begin
    if (write_i && `SLUICE_INSIDE(write_address_i, Depth)) memory[write_address_i] <= write_data_i;
    read_data_o <= memory[read_address_i];
  end

endmodule
