// SPDX-License-Identifier: Apache-2.0
// An AXI4-Lite slave of 32-bit words: one strobe per write, one per read, in any order.
//
// A write happens when its address and its data are there and the last response is taken; write_o
// is high for that cycle, with the bits that WSTRB enables in write_mask_o. A read happens in the
// cycle of read_o; read_data_i and read_error_i are taken two cycles later. An error answers SLVERR.
// One read and one write at a time: the next is accepted when the response is taken (a write's
// address and data while it waits). VALID outputs wait for READY unchanged; READY outputs are
// registers and wait for nothing. Addresses within a word are not looked at.
// Yosys 0.23, xc7, 2026-11-21, AddressBits 14: 7 LUT 102 FF.
`include "sluice_assert.svh"

module sluice_axil #(
    parameter int AddressBits = 14  // bits of an address, 3 to 32
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   awvalid_i,      // a write address is offered
    output logic                   awready_o,      // it is taken
    input  logic [AddressBits-1:0] awaddr_i,       // write address, in bytes
    input  logic                   wvalid_i,       // write data are offered
    output logic                   wready_o,       // they are taken
    input  logic [31:0]            wdata_i,        // write data
    input  logic [3:0]             wstrb_i,        // which bytes of wdata_i count
    output logic                   bvalid_o,       // a write's response is offered
    input  logic                   bready_i,       // it is taken
    output logic [1:0]             bresp_o,        // OKAY or SLVERR
    input  logic                   arvalid_i,      // a read address is offered
    output logic                   arready_o,      // it is taken
    input  logic [AddressBits-1:0] araddr_i,       // read address, in bytes
    output logic                   rvalid_o,       // a read's response is offered
    input  logic                   rready_i,       // it is taken
    output logic [31:0]            rdata_o,        // the word that was read
    output logic [1:0]             rresp_o,        // OKAY or SLVERR
    output logic                   write_o,        // a write happens
    output logic [AddressBits-3:0] write_word_o,   // its word
    output logic [31:0]            write_data_o,   // its data
    output logic [31:0]            write_mask_o,   // the bits that it enables
    input  logic                   write_error_i,  // it is refused: SLVERR
    output logic                   read_o,         // a read begins
    output logic [AddressBits-3:0] read_word_o,    // its word
    input  logic [31:0]            read_data_i,    // the word, two cycles later
    input  logic                   read_error_i    // there is no such word: SLVERR; with read_data_i
);

  if (AddressBits < 3 || AddressBits > 32) begin : gen_rule_address
    sluice_rule_address_of_3_to_32_bits u_rule ();
  end

  logic        awready_q, wready_q, bvalid_q, berror_q, arready_q, read_q, wait_q, rvalid_q, rerror_q;
  logic [3:0]  strobe_q;
  logic [31:0] write_data_q, rdata_q;
  logic [AddressBits-3:0] write_word_q, read_word_q;

  // Write: a full address register has its ready low, and so has a full data register.
  assign write_o      = !awready_q && !wready_q && !bvalid_q;
  assign write_word_o = write_word_q;
  assign write_data_o = write_data_q;
  assign write_mask_o = {{8{strobe_q[3]}}, {8{strobe_q[2]}}, {8{strobe_q[1]}}, {8{strobe_q[0]}}};
  assign awready_o    = awready_q;
  assign wready_o     = wready_q;
  assign bvalid_o     = bvalid_q;
  assign bresp_o      = {berror_q, 1'b0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      awready_q <= 1'b1;
      wready_q  <= 1'b1;
      bvalid_q  <= 1'b0;
    end else begin
      awready_q <= awready_q ? !awvalid_i : write_o;
      wready_q  <= wready_q ? !wvalid_i : write_o;
      bvalid_q  <= bvalid_q ? !bready_i : write_o;
    end
    if (awready_q) write_word_q <= awaddr_i[AddressBits-1:2];
    if (wready_q) write_data_q <= wdata_i;
    if (wready_q) strobe_q <= wstrb_i;
    if (write_o) berror_q <= write_error_i;
  end

  // Read: address taken, read_o, wait, answer.
  assign read_o      = read_q;
  assign read_word_o = read_word_q;
  assign arready_o   = arready_q;
  assign rvalid_o    = rvalid_q;
  assign rdata_o     = rdata_q;
  assign rresp_o     = {rerror_q, 1'b0};

  logic answer_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      arready_q <= 1'b1;
      read_q    <= 1'b0;
      wait_q    <= 1'b0;
      answer_q  <= 1'b0;
      rvalid_q  <= 1'b0;
    end else begin
      arready_q <= arready_q ? !arvalid_i : rvalid_q && rready_i;
      read_q    <= arready_q && arvalid_i;
      wait_q    <= read_q;
      answer_q  <= wait_q;
      rvalid_q  <= rvalid_q ? !rready_i : answer_q;
    end
    if (arready_q) read_word_q <= araddr_i[AddressBits-1:2];
    if (answer_q) rdata_q <= read_data_i;
    if (answer_q) rerror_q <= read_error_i;
  end

  logic unused_bits;
  assign unused_bits = ^{awaddr_i[1:0], araddr_i[1:0]};

  `SLUICE_ASSERT_STABLE(response_b, bvalid_o, bready_i, bresp_o)
  `SLUICE_ASSERT_STABLE(response_r, rvalid_o, rready_i, {rresp_o, rdata_o})

endmodule
