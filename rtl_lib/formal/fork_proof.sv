// SPDX-License-Identifier: Apache-2.0
// sluice_fork: each output gets every beat unchanged, once, in order; a waiting beat holds. One
// beat, any, is followed: number `index` (modulo the counters' range) carries `value`.
module fork_proof #(
    parameter int NumOut = 3,
    parameter int Width  = 3
) (
    input logic              clk_i,
    input logic              in_valid_i,
    input logic [Width-1:0]  in_data_i,
    input logic [NumOut-1:0] out_ready_i
);
  (* anyconst *) logic [3:0]       index;
  (* anyconst *) logic [Width-1:0] value;

  logic rst_ni = 1'b0;
  always @(posedge clk_i) rst_ni <= 1'b1;

  logic                    in_ready;
  logic [NumOut-1:0]       out_valid;
  logic [NumOut*Width-1:0] out_data;
  sluice_fork #(
      .NumOut(NumOut),
      .Width (Width)
  ) u_dut (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_ready_o (in_ready),
      .in_data_i,
      .out_valid_o(out_valid),
      .out_ready_i,
      .out_data_o (out_data)
  );

  logic [3:0] written;
  always @(posedge clk_i) begin
    written <= !rst_ni ? '0 : written + 4'(in_valid_i && in_ready);
    if (rst_ni && written == index) assume (in_data_i == value);
  end

  // Where the beats are, in u_dut's registers (prove.sh connects the probes).
  (* keep *) logic             probe_spare_valid;
  (* keep *) logic [Width-1:0] probe_data, probe_spare_data;
  // A signal of its own: of a reduction cast to more bits than it reduces, Yosys 0.23 writes terms of
  // unequal widths, which z3 refuses.
  logic any_valid;
  assign any_valid = |out_valid;
  logic [3:0] front;  // number of the beat that waits at the outputs, or of the next
  assign front = written - 4'(any_valid) - 4'(probe_spare_valid);
  always @(posedge clk_i) if (rst_ni) begin
    assert (in_ready == !probe_spare_valid);
    assert (!probe_spare_valid || any_valid);
    if (any_valid && index == front) assert (probe_data == value);
    if (probe_spare_valid && index == 4'(front + 1)) assert (probe_spare_data == value);
  end

  for (genvar i = 0; i < NumOut; i++) begin : gen_output
    logic [3:0]       read;
    logic             stalled;
    logic [Width-1:0] data, stalled_data;
    assign data = out_data[i*Width +: Width];
    always @(posedge clk_i) begin
      read         <= !rst_ni ? '0 : read + 4'(out_valid[i] && out_ready_i[i]);
      stalled      <= rst_ni && out_valid[i] && !out_ready_i[i];
      stalled_data <= data;
    end
    always @(posedge clk_i) if (rst_ni) begin
      // A beat waits at this output or has been given there: none is lost, none comes twice.
      assert (read == 4'(front + 4'(any_valid) - 4'(out_valid[i])));
      if (out_valid[i] && read == index) assert (data == value);
      if (stalled) assert (out_valid[i] && data == stalled_data && data == probe_data);
      assert (data == probe_data);
    end
  end
endmodule
