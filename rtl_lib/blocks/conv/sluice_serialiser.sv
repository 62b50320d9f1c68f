// SPDX-License-Identifier: Apache-2.0
// sluice_serialiser: hands out a result of InLanes values as beats of OutLanes.
//
// In: results, Results of them per pixel. Out: ceil(InLanes/OutLanes) beats per result, lowest lanes
// first, a beat every Apart cycles; of a pixel's last result only LastBeats beats. With one beat per
// result combinational, else the first beat is one cycle later.
// Feed-forward: results must be at least a result's beats * Apart cycles apart.
`include "sluice_assert.svh"

module sluice_serialiser #(
    parameter int InLanes = 4,    // values of a result
    parameter int OutLanes = 2,   // values of a beat
    parameter int LaneBits = 24,  // bits of a value
    parameter int Results = 1,    // results of a pixel
    parameter int LastBeats = 2,  // beats of a pixel's last result
    parameter int Apart = 1       // cycles from beat to beat
) (
    input  logic                         clk_i,
    input  logic                         rst_ni,
    input  logic                         valid_i,  // a result comes
    input  logic [InLanes*LaneBits-1:0]  data_i,   // it, lane 0 low
    output logic                         valid_o,  // a beat leaves
    output logic [OutLanes*LaneBits-1:0] data_o    // it, lane 0 low
);

  localparam int Beats = (InLanes + OutLanes - 1) / OutLanes;

  if (LastBeats < 1 || LastBeats > Beats) begin : gen_rule_last
    sluice_rule_last_beats_within_a_result u_rule ();
  end

  if (Beats == 1) begin : gen_direct
    assign valid_o = valid_i;
    assign data_o = data_i;
    logic unused;
    assign unused = clk_i ^ rst_ni;
  end else begin : gen_shift
    localparam int LeftBits = $clog2(Beats + 1);
    localparam int ResultBits = Results > 1 ? $clog2(Results) : 1;
    localparam int HoldBits = Beats * OutLanes * LaneBits;

    logic [HoldBits-1:0] hold_q;
    logic [LeftBits-1:0] left_q; // beats still to give
    logic [ResultBits-1:0] result_q;
    logic last_result, step;

    assign last_result = result_q == ResultBits'(Results - 1);

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        left_q <= '0;
        result_q <= '0;
      end else if (valid_i) begin
        left_q <= last_result ? LeftBits'(LastBeats) : LeftBits'(Beats);
        result_q <= last_result ? '0 : result_q + ResultBits'(1);
      end else if (left_q != '0 && step) begin
        left_q <= left_q - LeftBits'(1);
      end
      if (valid_i) hold_q <= HoldBits'(data_i);
      else if (step) hold_q <= hold_q >> (OutLanes * LaneBits);
    end

    if (Apart == 1) begin : gen_every_cycle
      assign step = 1'b1;
    end else begin : gen_every_few
      localparam int WaitBits = $clog2(Apart);
      logic [WaitBits-1:0] wait_q;
      assign step = wait_q == '0;
      always_ff @(posedge clk_i) begin
        if (valid_i) wait_q <= '0;
        else wait_q <= step ? WaitBits'(Apart - 1) : wait_q - WaitBits'(1);
      end
    end

    assign valid_o = left_q != '0 && step;
    assign data_o = hold_q[OutLanes*LaneBits-1:0];

    `SLUICE_ASSERT(a_apart, !valid_i || left_q == '0 || (left_q == LeftBits'(1) && step))
  end

endmodule
