// SPDX-License-Identifier: Apache-2.0
// Offers beat n from the cycle in TimeFile[n] on; prints "i <Id> <cycle>" for each that is taken.
module bench_source #(
    parameter int Id = 0,
    parameter int Width = 8,
    parameter int Beats = 1,
    parameter DataFile = "",
    parameter TimeFile = ""
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [31:0]      cycle_i,
    output logic             valid_o,
    input  logic             ready_i,
    output logic [Width-1:0] data_o
);
  logic [Width-1:0] data[0:Beats-1];
  logic [31:0] times[0:Beats-1];
  logic [31:0] beat_q;
  initial begin
    $readmemh(DataFile, data);
    $readmemh(TimeFile, times);
  end
  assign valid_o = rst_ni && beat_q < Beats && cycle_i >= times[beat_q];
  assign data_o  = valid_o ? data[beat_q] : ~data[beat_q];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) beat_q <= 0;
    else if (valid_o && ready_i) begin
      beat_q <= beat_q + 1;
      $display("i %0d %0d", Id, cycle_i);
    end
  end
endmodule
