// SPDX-License-Identifier: Apache-2.0
// A FIFO on a stream, also the output stage of every block that computes in a pipeline.
//
// Beats leave in the order in which they came. Let w(n) and r(n) be the cycles in which beat n is
// taken at the input and at the output:
//   offered from  v(n) = max(w(n) + L, r(n-1) + 1)   L = 1 for Depth 2, else 2
//   taken from    g(n) = r(n-Depth) + 1
// One beat per cycle whenever neither side stalls. in_ready_o and out_valid_o are registers; data
// hold while out_ready_i is low. All Depth beats count, the output register's included.
// Depth 2 is two registers. More is a memory of Depth-1 words with a synchronous read into the
// output register, so that depths of 2^k + 1 fill memories; never read and written at one address.
// Yosys 0.23, xc7, 2026-11-21, Width 8: Depth 2 13 LUT 18 FF; 5 18 LUT 2 RAM32M 16 FF; 33 31 LUT
// 2 RAM32M 25 FF; 513 47 LUT 29 FF 1 RAMB18.
// Limits: Width >= 1, Depth >= 2.
`include "sluice_assert.svh"

module sluice_fifo #(
    parameter int Width = 8,  // bits of a beat
    parameter int Depth = 4   // beats that it holds, at least 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             in_valid_i,
    output logic             in_ready_o,
    input  logic [Width-1:0] in_data_i,
    output logic             out_valid_o,
    input  logic             out_ready_i,
    output logic [Width-1:0] out_data_o
);

  if (Width < 1) begin : gen_rule_width
    sluice_rule_width_at_least_1 u_rule ();
  end

  logic             push;
  logic             in_ready_q, out_valid_q;
  logic [Width-1:0] out_data_q;

  assign push        = in_valid_i && in_ready_q;
  assign in_ready_o  = in_ready_q;
  assign out_valid_o = out_valid_q;
  assign out_data_o  = out_data_q;

  if (Depth < 2) begin : gen_rule_depth
    sluice_rule_depth_at_least_2 u_rule ();
  end

  if (Depth == 2) begin : gen_registers
    logic             spare_valid;
    logic [Width-1:0] spare_data_q;

    // The spare register is only ever full behind a full output register.
    assign spare_valid = !in_ready_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        out_valid_q <= 1'b0;
        in_ready_q  <= 1'b1;
      end else if (!out_valid_q || out_ready_i) begin
        out_valid_q <= push || spare_valid;
        in_ready_q  <= 1'b1;
      end else if (push) begin
        in_ready_q <= 1'b0;
      end
    end

    always_ff @(posedge clk_i) begin
      if (in_ready_q) spare_data_q <= in_data_i;
      if (!out_valid_q || out_ready_i) out_data_q <= spare_valid ? spare_data_q : in_data_i;
    end

    `SLUICE_ASSERT(a_order, out_valid_q || !spare_valid)
  end

  if (Depth > 2) begin : gen_memory
    localparam int Words     = Depth - 1;
    localparam int AddrBits  = $clog2(Words);
    localparam int CountBits = $clog2(Words + 1);
    localparam logic [CountBits-1:0] ALMOST_FULL = CountBits'(Words - 1);

    // Read and write never meet at one address: they do when the memory is empty (then nothing is
    // read) or full (then the output register is full too, and nothing is written).
    (* no_rw_check *)
    logic [Width-1:0] memory [0:`SLUICE_WORDS(Words, AddrBits)-1];

    logic [AddrBits-1:0]  write_q, read_q, write_next, read_next;
    logic [CountBits-1:0] stored_q; // beats in the memory
    logic                 fetch;

    // A power of two wraps by itself.
    if (Words == 1 << AddrBits) begin : gen_wrap_free
      assign write_next = write_q + 1'b1;
      assign read_next  = read_q + 1'b1;
    end else begin : gen_wrap
      localparam logic [AddrBits-1:0] LAST = AddrBits'(Words - 1);
      assign write_next = write_q == LAST ? '0 : write_q + 1'b1;
      assign read_next  = read_q == LAST ? '0 : read_q + 1'b1;
    end

    // All Depth beats are inside exactly when the memory is full: while the output register is
    // empty the memory holds one beat at most, since that beat moves on at once.
    assign fetch = stored_q != '0 && (!out_valid_q || out_ready_i);

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        write_q     <= '0;
        read_q      <= '0;
        stored_q    <= '0;
        in_ready_q  <= 1'b1;
        out_valid_q <= 1'b0;
      end else begin
        if (push) write_q <= write_next;
        if (fetch) read_q <= read_next;
        // +1, 0 or -1 in one adder
        stored_q <= stored_q + {{CountBits-1{fetch && !push}}, push != fetch};
        if (push != fetch) in_ready_q <= fetch || stored_q != ALMOST_FULL;
        if (fetch) out_valid_q <= 1'b1;
        else if (out_ready_i) out_valid_q <= 1'b0;
      end
    end

    always_ff @(posedge clk_i) begin
      if (push && `SLUICE_INSIDE(write_q, Words)) memory[write_q] <= in_data_i;
      if (fetch) out_data_q <= memory[read_q];
    end

    `SLUICE_ASSERT(a_ready, in_ready_q == (stored_q != CountBits'(Words)))
    `SLUICE_ASSERT(a_collision, !(push && fetch && write_q == read_q))
    `SLUICE_ASSERT(a_full, out_valid_q || stored_q <= CountBits'(1))
  end

  `SLUICE_ASSERT_STABLE(a_stable, out_valid_o, out_ready_i, out_data_o)

endmodule
