// SPDX-License-Identifier: Apache-2.0
// sluice_fifo: beats leave unchanged, once, in order; a waiting beat holds; Depth beats fit and no
// more. One beat, any, is followed: number `index` (modulo the counters' range) carries `value`.
module fifo_proof #(
    parameter int Depth = 4,
    parameter int Width = 3
) (
    input logic             clk_i,
    input logic             in_valid_i,
    input logic [Width-1:0] in_data_i,
    input logic             out_ready_i
);
  (* anyconst *) logic [3:0]       index;
  (* anyconst *) logic [Width-1:0] value;

  logic rst_ni = 1'b0;
  always @(posedge clk_i) rst_ni <= 1'b1;

  logic             in_ready, out_valid;
  logic [Width-1:0] out_data;
  sluice_fifo #(
      .Width(Width),
      .Depth(Depth)
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

  logic [3:0]       written, read, inside;
  logic             stalled;
  logic [Width-1:0] stalled_data;
  assign inside = written - read;
  always @(posedge clk_i) begin
    written      <= !rst_ni ? '0 : written + 4'(in_valid_i && in_ready);
    read         <= !rst_ni ? '0 : read + 4'(out_valid && out_ready_i);
    stalled      <= rst_ni && out_valid && !out_ready_i;
    stalled_data <= out_data;
  end

  always @(posedge clk_i) if (rst_ni) begin
    if (written == index) assume (in_data_i == value);
    assert (inside <= Depth);
    assert (in_ready == (inside != Depth));
    if (out_valid) assert (inside != 0);
    if (out_valid && read == index) assert (out_data == value);
    if (stalled) assert (out_valid && out_data == stalled_data);
  end

  // Where the beats are, in u_dut's registers (run.sh connects the probes): what makes the
  // properties above inductive.
  if (Depth == 2) begin : gen_registers
    (* keep *) logic             probe_spare_valid;
    (* keep *) logic [Width-1:0] probe_spare_data;
    always @(posedge clk_i) if (rst_ni) begin
      assert (inside == 4'(out_valid) + 4'(probe_spare_valid));
      if (probe_spare_valid && index == 4'(read + 1)) assert (probe_spare_data == value);
    end
  end else begin : gen_memory
    localparam int Words = Depth - 1;
    localparam int AddrBits = $clog2(Words);
    (* keep *) logic [AddrBits-1:0]           probe_write, probe_read;
    (* keep *) logic [$clog2(Words + 1)-1:0]  probe_stored;
    always @(posedge clk_i) if (rst_ni) begin
      assert (probe_stored <= Words && inside == 4'(out_valid) + 4'(probe_stored));
      assert (probe_write < Words && probe_read < Words);
      assert (4'(probe_read + 4'(probe_stored)) == probe_write ||
              4'(probe_read + 4'(probe_stored)) == probe_write + Words);
      assert ((probe_stored == 0 || probe_stored == Words) == (probe_read == probe_write));
    end
    for (genvar place = 0; place < Words; place++) begin : gen_place
      (* keep *) logic [Width-1:0] probe_word;
      logic [3:0] offset; // of this word behind the memory's oldest
      assign offset = probe_read <= place ? place - probe_read : place + Words - probe_read;
      always @(posedge clk_i) if (rst_ni) begin
        if (offset < probe_stored && index == 4'(read + 4'(out_valid) + offset))
          assert (probe_word == value);
      end
    end
  end
endmodule
