// SPDX-License-Identifier: Apache-2.0
// Ready for beat n from the cycle in TimeFile[n] on; prints "o <Id> <cycle> <data>" for each beat.
module bench_sink #(
    parameter int Id = 0,
    parameter int Width = 8,
    parameter int Beats = 1,
    parameter TimeFile = ""
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [31:0]      cycle_i,
    input  logic             valid_i,
    output logic             ready_o,
    input  logic [Width-1:0] data_i,
    output logic             done_o
);
  logic [31:0] times[0:Beats-1];
  logic [31:0] beat_q;
  initial $readmemh(TimeFile, times);
  assign done_o  = beat_q >= Beats;
  assign ready_o = done_o || cycle_i >= times[beat_q];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) beat_q <= 0;
    else if (valid_i && ready_o) begin
      beat_q <= beat_q + 1;
      $display("o %0d %0d %h", Id, cycle_i, data_i);
    end
  end
endmodule
