// SPDX-License-Identifier: Apache-2.0
// sluice_pad_count: a counter of All steps that starts over by itself; inside_o from step Before on,
// for Inside steps, last_o in the last. Both are registers.
module sluice_pad_count #(
    parameter int Before = 0,  // steps before those inside
    parameter int Inside = 1,  // steps inside
    parameter int All = 1      // steps until it starts over
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic step_i,    // counts
    output logic inside_o,  // the step is one of those inside; a register
    output logic last_o     // the step is the last; a register
);
  if (Before < 0 || Inside < 1 || Before + Inside > All) begin : gen_rule_size
    sluice_rule_inside_lies_within_all u_rule ();
  end

  if (All == 1) begin : gen_still
    assign inside_o = 1'b1;
    assign last_o   = 1'b1;
    logic unused;
    assign unused = ^{clk_i, rst_ni, step_i};
  end else begin : gen_count
    localparam int Bits = $clog2(All);
    logic [Bits-1:0] count_q, next;
    logic inside_q, last_q;
    assign inside_o = inside_q;
    assign last_o   = last_q;
    assign next     = last_q ? '0 : count_q + 1'b1;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        count_q  <= '0;
        inside_q <= Before == 0;
        last_q   <= 1'b0;
      end else if (step_i) begin
        count_q  <= next;
        last_q   <= next == Bits'(All - 1);
        inside_q <= $signed(32'(next)) >= Before && $signed(32'(next)) < Before + Inside;
      end
    end
  end
endmodule
