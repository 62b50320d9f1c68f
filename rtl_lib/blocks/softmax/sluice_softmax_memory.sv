// SPDX-License-Identifier: Apache-2.0
// sluice_softmax_memory: words leave a ring of Words places in the order in which they came;
// read_data_o is the next word, one cycle after read_i. Whoever reads knows that it has been written in
// an earlier cycle.
module sluice_softmax_memory #(
    parameter int Width = 8,  // bits of a word
    parameter int Words = 2   // words that it holds
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             write_i,       // a word comes
    input  logic [Width-1:0] write_data_i,  // it
    input  logic             read_i,        // the next word is to be read
    output logic [Width-1:0] read_data_o    // it, a cycle later
);
  if (Words < 2) begin : gen_rule_words
    sluice_rule_words_at_least_2 u_rule ();
  end

  localparam int AddressBits = $clog2(Words);
  localparam logic [AddressBits-1:0] LAST = AddressBits'(Words - 1);
  logic [AddressBits-1:0] write_q, read_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
    end else begin
      if (write_i) write_q <= write_q == LAST ? '0 : write_q + 1'b1;
      if (read_i) read_q <= read_q == LAST ? '0 : read_q + 1'b1;
    end
  end

  sluice_ram #(
      .Width(Width),
      .Depth(Words)
  ) u_ram (
      .clk_i,
      .write_i,
      .write_address_i(write_q),
      .write_data_i,
      .read_address_i(read_q),
      .read_data_o
  );
endmodule
