// SPDX-License-Identifier: Apache-2.0
// sluice_divide: a constant divided by a number, rounded down: one quotient bit and one subtraction
// in each stage.
//
// The constant is High * 2^QuotientBits + Low. Feed-forward, no handshake: with Serial = 0 a division
// per cycle, quotient_o QuotientBits cycles after divisor_i. With Serial = 1 one at a time, in one stage:
// start_i at the earliest QuotientBits + 1 cycles after the last one, the quotient, with done_o,
// QuotientBits + 1 cycles after its start_i.
// Limits: High < divisor, Low < 2^QuotientBits, QuotientBits >= 2.
module sluice_divide #(
    parameter int DivisorBits = 20,   // bits of divisor_i
    parameter int QuotientBits = 17,  // bits of quotient_o, at least 2
    parameter int High = 0,           // the constant above bit QuotientBits
    parameter int Low = 1,            // the constant below bit QuotientBits
    parameter bit Serial = 0          // 1: one division at a time, in one stage; 0: one per cycle
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    start_i,    // a division begins
    input  logic [DivisorBits-1:0]  divisor_i,  // the divisor, unsigned
    output logic                    done_o,     // quotient_o counts; where Serial is 1
    output logic [QuotientBits-1:0] quotient_o  // the quotient, unsigned
);
  if (QuotientBits < 2) begin : gen_rule_bits
    sluice_rule_quotient_bits_at_least_2 u_rule ();
  end

  localparam logic [DivisorBits-1:0] HIGH = DivisorBits'(High);
  localparam logic [QuotientBits-1:0] LOW = QuotientBits'(Low);

  if (Serial) begin : gen_serial
    logic [QuotientBits-1:0] digits_q;  // still to come, above those that are done
    logic [QuotientBits:0] busy_q;      // one-hot: the steps that are left; the lowest is done
    logic [DivisorBits-1:0] rest_q, divisor_q;
    logic [DivisorBits:0] next;
    logic [DivisorBits+1:0] less;
    assign next = {rest_q, digits_q[QuotientBits-1]};
    assign less = {1'b0, next} - {2'b00, divisor_q};
    always_ff @(posedge clk_i) begin
      if (!rst_ni) busy_q <= '0;
      else busy_q <= {start_i, busy_q[QuotientBits:1]};
      if (start_i) begin
        rest_q    <= HIGH;
        divisor_q <= divisor_i;
        digits_q  <= LOW;
      end else begin
        rest_q   <= less[DivisorBits+1] ? next[DivisorBits-1:0] : less[DivisorBits-1:0];
        digits_q <= {digits_q[QuotientBits-2:0], !less[DivisorBits+1]};
      end
    end
    assign done_o     = busy_q[0];
    assign quotient_o = digits_q;
    logic unused_rest;
    assign unused_rest = ^{next[DivisorBits], less[DivisorBits]};
  end else begin : gen_pipeline
    logic [QuotientBits-1:0] valid_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= '0;
      else valid_q <= {valid_q[QuotientBits-2:0], start_i};
    end
    for (genvar s = 0; s < QuotientBits; s++) begin : gen_step
      logic [DivisorBits-1:0] old_rest, divisor, rest_q;
      logic [DivisorBits:0] next;
      logic [DivisorBits+1:0] less;
      logic [s:0] quotient_q;
      assign next = {old_rest, LOW[QuotientBits-1-s]};
      assign less = {1'b0, next} - {2'b00, divisor};
      always_ff @(posedge clk_i)
        rest_q <= less[DivisorBits+1] ? next[DivisorBits-1:0] : less[DivisorBits-1:0];
      if (s == 0) begin : gen_first
        assign old_rest = HIGH;
        assign divisor  = divisor_i;
        always_ff @(posedge clk_i) quotient_q <= !less[DivisorBits+1];
      end else begin : gen_next
        logic [DivisorBits-1:0] divisor_q;
        assign old_rest = gen_step[s-1].rest_q;
        assign divisor  = divisor_q;
        always_ff @(posedge clk_i) begin
          divisor_q  <= gen_step[s-1].divisor;
          quotient_q <= {gen_step[s-1].quotient_q, !less[DivisorBits+1]};
        end
      end
      logic unused_rest;
      assign unused_rest = ^{next[DivisorBits], less[DivisorBits]};
    end
    assign done_o     = valid_q[QuotientBits-1];
    assign quotient_o = gen_step[QuotientBits-1].quotient_q;
    logic unused_last;
    assign unused_last = ^gen_step[QuotientBits-1].rest_q;
  end
endmodule
