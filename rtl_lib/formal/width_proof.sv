// SPDX-License-Identifier: Apache-2.0
// sluice_width: every lane that is not padding leaves unchanged, once, in order, in its own group;
// a waiting beat holds. One unit, any, is followed: number `index`
// (modulo the counters' range) carries `value`.
module width_proof #(
    parameter int Channels  = 7,
    parameter int InLanes   = 3,
    parameter int OutLanes  = 2,
    parameter int UnitLanes = 1, // the module's U
    parameter int LaneBits  = 2
) (
    input logic                        clk_i,
    input logic                        in_valid_i,
    input logic [InLanes*LaneBits-1:0] in_data_i,
    input logic                        out_ready_i
);
  localparam int Bits        = UnitLanes * LaneBits;
  localparam int In          = InLanes / UnitLanes;
  localparam int Out         = OutLanes / UnitLanes;
  localparam int Units       = Channels / UnitLanes; // of a pixel

  (* anyconst *) logic [5:0]      index;
  (* anyconst *) logic [Bits-1:0] value;

  logic rst_ni = 1'b0;
  always @(posedge clk_i) rst_ni <= 1'b1;

  logic                         in_ready, out_valid;
  logic [OutLanes*LaneBits-1:0] out_data;
  sluice_width #(
      .Channels(Channels),
      .InLanes (InLanes),
      .OutLanes(OutLanes),
      .LaneBits(LaneBits)
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

  // Units through each side, and how far into the pixel it is: counted here in units, not groups.
  logic [5:0]                   written, read, in_place, out_place, in_units, out_units;
  logic                         push, pop, stalled;
  logic [OutLanes*LaneBits-1:0] stalled_data;
  assign push      = in_valid_i && in_ready;
  assign pop       = out_valid && out_ready_i;
  assign in_units  = Units - in_place < In ? Units - in_place : In;
  assign out_units = Units - out_place < Out ? Units - out_place : Out;
  always @(posedge clk_i) begin
    stalled      <= rst_ni && out_valid && !out_ready_i;
    stalled_data <= out_data;
    if (!rst_ni) begin
      written   <= '0;
      read      <= '0;
      in_place  <= '0;
      out_place <= '0;
    end else begin
      if (push) begin
        written  <= written + in_units;
        in_place <= in_place + in_units == Units ? '0 : in_place + in_units;
      end
      if (pop) begin
        read      <= read + out_units;
        out_place <= out_place + out_units == Units ? '0 : out_place + out_units;
      end
    end
  end

  for (genvar i = 0; i < In; i++) begin : gen_in
    always @(posedge clk_i) if (rst_ni) begin
      if (i < in_units && index == 6'(written + i)) assume (in_data_i[i*Bits +: Bits] == value);
    end
  end
  for (genvar i = 0; i < Out; i++) begin : gen_out
    always @(posedge clk_i) if (rst_ni) begin
      if (out_valid && i < out_units && index == 6'(read + i))
        assert (out_data[i*Bits +: Bits] == value);
    end
  end

  always @(posedge clk_i) if (rst_ni) begin
    assert (6'(written - read) <= 3 * In + Out + 2 * Units);
    if (stalled) assert (out_valid && out_data == stalled_data);
  end
endmodule
