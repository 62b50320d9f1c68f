// SPDX-License-Identifier: Apache-2.0
// sluice_counter: counts from 0 to Count-1 and starts over, one step in each cycle with step_i.
//
// clear_i with step_i starts over at once. last_o, high while the count is Count-1, is a register like
// the count: what depends on the ends of several loops is then one stage of logic.
// Limits: Count >= 1.
module sluice_counter #(
    parameter int Count = 4,  // steps until it starts over, at least 1
    localparam int Bits = Count > 1 ? $clog2(Count) : 1
) (
    input  logic            clk_i,
    input  logic            rst_ni,
    input  logic            step_i,   // counts
    input  logic            clear_i,  // with step_i: to 0
    output logic [Bits-1:0] count_o,  // the count; a register
    output logic            last_o    // the count is Count - 1; a register
);

  if (Count < 1) begin : gen_rule_count
    sluice_rule_count_at_least_1 u_rule ();
  end

  if (Count <= 1) begin : gen_still
    assign count_o = '0;
    assign last_o  = 1'b1;
    logic unused;
    assign unused = ^{clk_i, rst_ni, step_i, clear_i};
  end else if (Count == 2) begin : gen_bit
    logic count_q;
    assign count_o = count_q;
    assign last_o  = count_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) count_q <= 1'b0;
      else if (step_i) count_q <= !count_q && !clear_i;
    end
  end else begin : gen_count
    logic [Bits-1:0] count_q;
    logic            last_q;
    assign count_o = count_q;
    assign last_o  = last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        count_q <= '0;
        last_q  <= 1'b0;
      end else if (step_i) begin
        count_q <= last_q || clear_i ? '0 : count_q + 1'b1;
        last_q  <= count_q == Bits'(Count - 2) && !clear_i;
      end
    end
  end

endmodule
