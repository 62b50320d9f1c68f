// SPDX-License-Identifier: Apache-2.0
// sluice_softmax_ring: how many of Words places are taken, and where in its pixel of Groups beats the
// next beat is that takes one. room_o, first_o and last_o are registers; a place that is given back is
// free from the next cycle on.
// Limits: Words >= 1, Groups >= 1; no beat is added without room.
`include "sluice_assert.svh"

module sluice_softmax_ring #(
    parameter int Groups = 1,  // beats of a pixel
    parameter int Words = 2    // places
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic add_i,     // a beat takes a place; only with room_o
    input  logic remove_i,  // a place is given back
    output logic room_o,    // a place is free; a register
    output logic first_o,   // the next beat is its pixel's first; a register
    output logic last_o     // the next beat is its pixel's last; a register
);
  localparam int CountBits = $clog2(Words + 1);
  logic [CountBits-1:0] free_q;
  logic room_q;
  assign room_o = room_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      free_q <= CountBits'(Words);
      room_q <= 1'b1;
    end else if (add_i != remove_i) begin
      free_q <= remove_i ? free_q + 1'b1 : free_q - 1'b1;
      room_q <= remove_i || free_q != CountBits'(1);
    end
  end

  if (Groups == 1) begin : gen_one
    assign first_o = 1'b1;
    assign last_o  = 1'b1;
  end else begin : gen_count
    localparam int GroupBits = $clog2(Groups);
    logic [GroupBits-1:0] group_q;
    logic first_q, last_q;
    assign first_o = first_q;
    assign last_o  = last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        group_q <= '0;
        first_q <= 1'b1;
        last_q  <= 1'b0;
      end else if (add_i) begin
        group_q <= last_q ? '0 : group_q + 1'b1;
        first_q <= last_q;
        last_q  <= Groups == 2 ? !last_q : group_q == GroupBits'(Groups - 2);
      end
    end
  end

  `SLUICE_ASSERT(a_room, !add_i || room_q)
  `SLUICE_ASSERT(a_count, !remove_i || free_q != CountBits'(Words))
endmodule
