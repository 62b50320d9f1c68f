// SPDX-License-Identifier: Apache-2.0
// sluice_dot as a block with handshakes, for tests of it alone: Operations beats in give one out.
module bench_dot #(
    parameter int InLanes = 1,
    parameter int OutLanes = 1,
    parameter int KernelLanes = 1,
    parameter int Pixels = 1,
    parameter int WeightBits = 8,
    parameter int AccBits = 24,
    parameter int Words = 1,
    parameter bit Depthwise = 0,
    parameter int PairBits = 0,
    parameter int HighBits = 8,
    parameter bit Logic = 0,
    parameter int Operations = 1,
    parameter int Depth = 2,
    parameter WeightFile = ""
) (
    input  logic                                    clk_i,
    input  logic                                    rst_ni,
    input  logic                                    in_valid_i,
    output logic                                    in_ready_o,
    input  logic [Pixels*KernelLanes*InLanes*8-1:0] in_data_i,
    output logic                                    out_valid_o,
    input  logic                                    out_ready_i,
    output logic [OutLanes*Pixels*AccBits-1:0]      out_data_o
);
  localparam int DataBits = Pixels * KernelLanes * InLanes * 8;
  logic [31:0] operation_q;
  logic take, last, room, result_valid;
  logic [1:0] valid_q, first_q, last_q;
  logic [2*DataBits-1:0] data_q;
  logic [OutLanes*Pixels*AccBits-1:0] result;

  assign last = operation_q == Operations - 1;
  assign in_ready_o = room || !last;
  assign take = in_valid_i && in_ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      operation_q <= 0;
      valid_q <= 0;
    end else begin
      if (take) operation_q <= last ? 0 : operation_q + 1;
      valid_q <= {valid_q[0], take};
    end
    first_q <= {first_q[0], operation_q == 0};
    last_q  <= {last_q[0], last};
    data_q  <= {data_q[DataBits-1:0], in_data_i};
  end

  sluice_dot #(
      .InLanes(InLanes),
      .OutLanes(OutLanes),
      .KernelLanes(KernelLanes),
      .Pixels(Pixels),
      .WeightBits(WeightBits),
      .AccBits(AccBits),
      .Words(Words),
      .Depthwise(Depthwise),
      .PairBits(PairBits),
      .HighBits(HighBits),
      .Logic(Logic),
      .WeightFile(WeightFile)
  ) u_dot (
      .clk_i,
      .rst_ni,
      .early_i(take),
      .valid_i(valid_q[1]),
      .first_i(first_q[1]),
      .last_i(last_q[1]),
      .data_i(data_q[DataBits+:DataBits]),
      .valid_o(result_valid),
      .acc_o(result)
  );

  sluice_collect #(
      .Width(OutLanes * Pixels * AccBits),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(take && last),
      .room_o(room),
      .result_valid_i(result_valid),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
