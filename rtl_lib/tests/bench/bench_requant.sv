// SPDX-License-Identifier: Apache-2.0
// sluice_requant as a block with handshakes, for tests of it alone: a beat every Apart cycles.
module bench_requant #(
    parameter int Lanes = 1,
    parameter int Pixels = 1,
    parameter int AccBits = 24,
    parameter int SumBits = 24,
    parameter int Groups = 1,
    parameter int ShiftMin = 1,
    parameter int ShiftMax = 1,
    parameter int ZeroPoint = 0,
    parameter int ClampLow = -128,
    parameter int ClampHigh = 127,
    parameter bit HasTable = 0,
    parameter int Digits = 0,
    parameter int Apart = 1,
    parameter int Depth = 2,
    parameter ParamFile = "",
    parameter TableFile = ""
) (
    input  logic                            clk_i,
    input  logic                            rst_ni,
    input  logic                            in_valid_i,
    output logic                            in_ready_o,
    input  logic [Lanes*Pixels*AccBits-1:0] in_data_i,
    output logic                            out_valid_o,
    input  logic                            out_ready_i,
    output logic [Lanes*Pixels*8-1:0]       out_data_o
);
  logic result_valid, room, take;
  logic [31:0] wait_q;

  assign in_ready_o = room && wait_q == 0;
  assign take = in_valid_i && in_ready_o;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) wait_q <= 0;
    else if (take) wait_q <= Apart - 1;
    else if (wait_q != 0) wait_q <= wait_q - 1;
  end

  logic [Lanes*Pixels*8-1:0] result;

  sluice_requant #(
      .Lanes(Lanes),
      .Pixels(Pixels),
      .AccBits(AccBits),
      .SumBits(SumBits),
      .Groups(Groups),
      .ShiftMin(ShiftMin),
      .ShiftMax(ShiftMax),
      .ZeroPoint(ZeroPoint),
      .ClampLow(ClampLow),
      .ClampHigh(ClampHigh),
      .HasTable(HasTable),
      .Digits(Digits),
      .ParamFile(ParamFile),
      .TableFile(TableFile)
  ) u_requant (
      .clk_i,
      .rst_ni,
      .valid_i(take),
      .acc_i(in_data_i),
      .valid_o(result_valid),
      .data_o(result)
  );

  sluice_collect #(
      .Width(Lanes * Pixels * 8),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(take),
      .room_o(room),
      .result_valid_i(result_valid),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
