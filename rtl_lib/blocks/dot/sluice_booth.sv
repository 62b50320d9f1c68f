// SPDX-License-Identifier: Apache-2.0
// sluice_booth: a signed multiplier made of logic alone: product_o is a_i * b of 1 + Rows cycles ago,
// b being the number of 2*Rows bits in digits_i[2*Rows:1] (where digits_i[0] is set, b + 1).
//
// Booth's recoding of b, two bits a row: a row adds -2, -1, 0, 1 or 2 times a to what the rows before it
// left, and drops the two bits that are done. Each row has a stage and one addition; a LUT of six inputs
// holds the choice of the multiple and the addition of a bit.
// Measured, 8 x 8, Yosys 0.23, 2026-11-21: 44 LUT and 79 FF on xc7 (of `*` without DSP: 166 LUT), 100
// LUT4 on ice40 (182), 60 LUT4 and 23 CCU2C on ecp5 (277 and 8).
module sluice_booth #(
    parameter int ABits = 8,  // bits of a_i, signed
    parameter int Rows = 4    // digits of b, two bits each, at least 1
) (
    input  logic                    clk_i,
    input  logic [ABits-1:0]        a_i,       // the factor a
    input  logic [2*Rows:0]         digits_i,  // the factor b, behind a bit that adds 1 to it
    output logic [ABits+2*Rows-1:0] product_o  // a * b, 1 + Rows cycles later
);

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    logic signed [ABits-1:0] a_q;
    logic [2*(Rows-r):0] b_q;   // what is left of b, and the bit before it
    logic [2*r+ABits+1:0] sum;  // of the rows so far; the low 2r bits are done
    logic signed [ABits+1:0] multiple, acc_q;
    logic once, twice, negative;

    if (r == 0) begin : gen_operands
      always_ff @(posedge clk_i) begin
        a_q <= a_i;
        b_q <= digits_i;
      end
    end else begin : gen_delayed
      always_ff @(posedge clk_i) begin
        a_q <= gen_row[r-1].a_q;
        b_q <= gen_row[r-1].b_q[2*(Rows-r+1):2];
      end
    end

    assign once     = b_q[0] ^ b_q[1];
    assign twice    = b_q[2:0] == 3'b011 || b_q[2:0] == 3'b100;
    assign negative = b_q[2];
    assign multiple = (once ? (ABits + 2)'(a_q) : twice ? {a_q[ABits-1], a_q, 1'b0} :
                       (ABits + 2)'(0)) ^ {(ABits + 2) {negative}};

    if (r == 0) begin : gen_first
      always_ff @(posedge clk_i) acc_q <= multiple + (ABits + 2)'(negative);
      assign sum = acc_q;
    end else begin : gen_next
      // before + multiple + negative, written so that Yosys puts the multiple into the adder's LUTs.
      logic signed [ABits-1:0] carried;
      logic [ABits+2:0] next;
      logic [2*r-1:0] done_q;
      logic unused_carry;
      assign unused_carry = next[0];
      assign carried = gen_row[r-1].sum[2*r+:ABits];
      assign next   = {(ABits + 2)'(carried), 1'b0} - ~{multiple, negative};
      always_ff @(posedge clk_i) begin
        acc_q  <= next[ABits+2:1];
        done_q <= gen_row[r-1].sum[2*r-1:0];
      end
      assign sum = {acc_q, done_q};
    end
  end

  assign product_o = gen_row[Rows-1].sum;

endmodule
