// SPDX-License-Identifier: Apache-2.0
// Assertions of the library. Live in Verilator, which must run with --assert or they silently pass;
// empty in Icarus and synthesis. SLUICE_ASSERT also holds in the proofs of rtl_lib/formal. A module
// that uses them has `clk_i` and `rst_ni`. And SLUICE_WORDS and SLUICE_INSIDE, for memories.
`ifndef SLUICE_ASSERT_SVH
`define SLUICE_ASSERT_SVH

`ifdef VERILATOR
// Holds in every cycle outside reset.
`define SLUICE_ASSERT(Name, Condition) \
  always_ff @(posedge clk_i) begin : Name \
    if (rst_ni) assert (Condition) else $error("%m: broken"); \
  end

// A beat that was offered and not taken is offered unchanged in the next cycle.
`define SLUICE_ASSERT_STABLE(Name, Valid, Ready, Data) \
  logic Name``_stalled_q; \
  logic [$bits(Data)-1:0] Name``_data_q; \
  always_ff @(posedge clk_i) begin : Name \
    Name``_stalled_q <= rst_ni && (Valid) && !(Ready); \
    Name``_data_q    <= (Data); \
    if (rst_ni && Name``_stalled_q) \
      assert ((Valid) && (Data) == Name``_data_q) else $error("%m: a stalled beat changed"); \
  end
`elsif FORMAL
`define SLUICE_ASSERT(Name, Condition) \
  always @(posedge clk_i) if (rst_ni) assert (Condition);
`define SLUICE_ASSERT_STABLE(Name, Valid, Ready, Data)
`else
`define SLUICE_ASSERT(Name, Condition)
`define SLUICE_ASSERT_STABLE(Name, Valid, Ready, Data)
`endif

// The words to declare for a memory of Depth words with addresses of Bits bits. Address registers
// hold anything before reset, and Verilator 5.006 loads a word of more than 64 bits before it looks
// whether the address lies inside: there every address has a word. What lies outside is never
// written, SLUICE_INSIDE, so that a wrong address still loses its word.
`ifdef VERILATOR
`define SLUICE_WORDS(Depth, Bits) (1 << (Bits))
`define SLUICE_INSIDE(Address, Depth) (32'(Address) < (Depth))
`else
`define SLUICE_WORDS(Depth, Bits) (Depth)
`define SLUICE_INSIDE(Address, Depth) 1'b1
`endif

`endif
