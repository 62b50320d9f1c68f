// SPDX-License-Identifier: Apache-2.0
// A table of 256 entries behind a requantizer: any unary activation.
//
// Feed-forward, one beat per cycle, no handshake, no reset. Latency: 2 cycles (ROM, output register).
// TableFile: 256 words of 8 bits, addressed by the value's two's complement byte.
// Two lanes share a ROM with two read ports.
module sluice_table #(
    parameter int Lanes = 1,  // values at once
    parameter TableFile = ""  // memory image: 256 words of 8 bits
) (
    input  logic               clk_i,
    input  logic [Lanes*8-1:0] data_i,  // int8 values, lane 0 low
    output logic [Lanes*8-1:0] data_o   // their entries, two cycles later
);
  logic [Lanes*8-1:0] read_q, data_q;
  assign data_o = data_q;
  always_ff @(posedge clk_i) data_q <= read_q;

  for (genvar pair = 0; pair < (Lanes + 1) / 2; pair++) begin : gen_pair
    localparam int Low = pair * 16;
    localparam int High = Low + 8;
    (* rom_style = "block", ram_style = "block", ramstyle = "M20K, M10K" *)
    logic [7:0] table_rom[0:255];
    if (TableFile != "") begin : gen_contents
      initial $readmemh(TableFile, table_rom);
    end else begin : gen_identity
      initial for (int i = 0; i < 256; i++) table_rom[i] = 8'(i);
    end
    always_ff @(posedge clk_i) read_q[Low+:8] <= table_rom[data_i[Low+:8]];
    if (2 * pair + 1 < Lanes) begin : gen_second
      always_ff @(posedge clk_i) read_q[High+:8] <= table_rom[data_i[High+:8]];
    end
  end
endmodule
