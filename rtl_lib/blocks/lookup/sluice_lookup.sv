// SPDX-License-Identifier: Apache-2.0
// A table of 256 entries on every lane: any unary function of an int8 activation.
//
// Beats leave in the order in which they came; padding lanes are looked up like others. Taken in
// cycle t, a beat is offered from t + 4 on (ROM, its output register, FIFO); beat n waits for the
// cycle after beat n-5 has left (five credits, just enough for one beat per cycle).
// pixels * ceil(channels / Lanes) cycles per frame. in_ready_o, out_valid_o and out_data_o are registers.
// TableFile: 256 words of 8 bits, addressed by the lane's two's complement byte.
// Yosys 0.23, xc7, 2026-11-21: 1 lane 29 LUT 2 RAM32M 29 FF 1 RAMB18; 16 lanes 29 LUT 22 RAM32M
// 269 FF 8 RAMB18.
// Limits: Lanes >= 1. Two lanes share a ROM with two read ports.
`include "sluice_assert.svh"

module sluice_lookup #(
    parameter int Lanes = 1,  // channels of a beat
    parameter TableFile = ""  // memory image: 256 words of 8 bits
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic               in_valid_i,
    output logic               in_ready_o,
    input  logic [Lanes*8-1:0] in_data_i,
    output logic               out_valid_o,
    input  logic               out_ready_i,
    output logic [Lanes*8-1:0] out_data_o
);

  localparam int Depth = 5; // issue to push 2, FIFO 2, credit back 1

  if (Lanes < 1) begin : gen_rule_lanes
    sluice_rule_lanes_at_least_1 u_rule ();
  end

  logic [2:0]         credits_q;
  logic               in_ready_q, issue, pop, read_valid_q, result_valid_q;
  logic [Lanes*8-1:0] read_q, result_q;

  assign in_ready_o = in_ready_q; // a credit is left
  assign issue      = in_valid_i && in_ready_q;
  assign pop        = out_valid_o && out_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      credits_q      <= 3'(Depth);
      in_ready_q     <= 1'b1;
      read_valid_q   <= 1'b0;
      result_valid_q <= 1'b0;
    end else begin
      read_valid_q   <= issue;
      result_valid_q <= read_valid_q;
      if (issue && !pop) credits_q <= credits_q - 1'b1;
      if (!issue && pop) credits_q <= credits_q + 1'b1;
      if (issue != pop) in_ready_q <= pop || credits_q != 3'd1;
    end
  end

  always_ff @(posedge clk_i) result_q <= read_q;

  for (genvar pair = 0; pair < (Lanes + 1) / 2; pair++) begin : gen_rom
    (* rom_style = "block", ram_style = "block", ramstyle = "M20K, M10K" *)
    logic [7:0] table_rom [0:255];

    if (TableFile != "") begin : gen_init
      initial $readmemh(TableFile, table_rom);
    end else begin : gen_blank
      initial for (int i = 0; i < 256; i++) table_rom[i] = 8'(i);
    end

    always_ff @(posedge clk_i) read_q[pair*16 +: 8] <= table_rom[in_data_i[pair*16 +: 8]];
    if (pair * 2 + 1 < Lanes) begin : gen_second
      always_ff @(posedge clk_i) read_q[pair*16+8 +: 8] <= table_rom[in_data_i[pair*16+8 +: 8]];
    end
  end

  logic fifo_ready; // always high when a result arrives: credits
  `SLUICE_ASSERT(a_overflow, fifo_ready || !result_valid_q)

  sluice_fifo #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_fifo (
      .clk_i,
      .rst_ni,
      .in_valid_i (result_valid_q),
      .in_ready_o (fifo_ready),
      .in_data_i  (result_q),
      .out_valid_o(out_valid_o),
      .out_ready_i(out_ready_i),
      .out_data_o (out_data_o)
  );

endmodule
