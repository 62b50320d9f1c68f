// SPDX-License-Identifier: Apache-2.0
// Counters of streams, read word by word.
//
// For each of NumLayers streams two words of 32 bits: 2i counts the cycles in which stream i offers
// a beat that is not taken (blocked), 2i+1 those in which its reader waits for a beat (idle). For
// each of NumFifos FIFOs one word, the most beats that were in it at once, in FifoBits bits. All
// count while run_i is high; clear_i restarts them, a FIFO's from what it holds; they wrap. A word is
// on layer_o, fifo_o one cycle after its index. NumLayers and NumFifos may be 0: one unused bit each.
// Yosys 0.23, 2026-11-22, from 6 to 24 streams (differences of sluice_control): xc7 414 LUT 1152 FF, ecp5
// 3083 LUT 1152 FF; 8 FIFOs of 3 bits: xc7 51 LUT 51 FF, ecp5 230 LUT 51 FF.
module sluice_meters #(
    parameter int NumLayers = 2,  // streams with counters, at most 512
    parameter int NumFifos = 2,   // FIFOs with marks, at most 1024
    parameter int FifoBits = 12,  // bits of a mark: holds the deepest FIFO's depth
    localparam int LayerPorts = NumLayers > 0 ? NumLayers : 1,
    localparam int FifoPorts = NumFifos > 0 ? NumFifos : 1
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  logic                  run_i,          // 1: all count
    input  logic                  clear_i,        // starts all over
    input  logic [LayerPorts-1:0] layer_valid_i,  // valid of each stream
    input  logic [LayerPorts-1:0] layer_ready_i,  // ready of each stream
    input  logic [FifoPorts-1:0]  fifo_push_i,    // a beat goes into the FIFO
    input  logic [FifoPorts-1:0]  fifo_pop_i,     // a beat leaves the FIFO
    input  logic [9:0]            index_i,        // the word to read, of both regions
    output logic [31:0]           layer_o,        // word index_i of the streams, a cycle later
    output logic [31:0]           fifo_o          // mark index_i of the FIFOs, a cycle later
);

  if (NumLayers > 512 || NumFifos > 1024) begin : gen_rule_ports
    sluice_rule_at_most_512_layers_and_1024_fifos u_rule ();
  end
  if (FifoBits < 1 || FifoBits > 32) begin : gen_rule_fifo_bits
    sluice_rule_fifo_bits_1_to_32 u_rule ();
  end

  // Words up to a power of two, so that an index is its own select.
  localparam int LayerIndexBits = LayerPorts > 1 ? $clog2(LayerPorts) + 1 : 1;
  localparam int FifoIndexBits = FifoPorts > 1 ? $clog2(FifoPorts) : 1;
  localparam int LayerWords = 1 << LayerIndexBits;
  localparam int FifoWords = 1 << FifoIndexBits;

  logic [32*LayerWords-1:0] layer_words;
  logic [32*FifoWords-1:0]  fifo_words;

  for (genvar i = 0; i < LayerWords / 2; i++) begin : gen_layer
    if (i < NumLayers) begin : gen_counters
      logic [31:0] blocked_q, idle_q;
      always_ff @(posedge clk_i) begin
        if (!rst_ni || clear_i) begin
          blocked_q <= '0;
          idle_q    <= '0;
        end else if (run_i) begin
          if (layer_valid_i[i] && !layer_ready_i[i]) blocked_q <= blocked_q + 32'd1;
          if (!layer_valid_i[i] && layer_ready_i[i]) idle_q <= idle_q + 32'd1;
        end
      end
      assign layer_words[64*i+:64] = {idle_q, blocked_q};
    end else begin : gen_none
      assign layer_words[64*i+:64] = '0;
    end
  end

  for (genvar i = 0; i < FifoWords; i++) begin : gen_fifo
    if (i < NumFifos) begin : gen_fill
      logic [FifoBits-1:0] fill_q, fill_next, high_q;
      always_comb begin
        fill_next = fill_q;
        if (fifo_push_i[i] && !fifo_pop_i[i]) fill_next = fill_q + FifoBits'(1);
        if (!fifo_push_i[i] && fifo_pop_i[i]) fill_next = fill_q - FifoBits'(1);
      end
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          fill_q <= '0;
          high_q <= '0;
        end else begin
          fill_q <= fill_next;
          if (clear_i || run_i && fill_next > high_q) high_q <= fill_next;
        end
      end
      assign fifo_words[32*i+:32] = 32'(high_q);
    end else begin : gen_none
      assign fifo_words[32*i+:32] = '0;
    end
  end

  for (genvar b = 0; b < 32; b++) begin : gen_bit
    logic [LayerWords-1:0] layer_column;
    logic [FifoWords-1:0]  fifo_column;
    for (genvar i = 0; i < LayerWords; i++) begin : gen_layer_word
      assign layer_column[i] = layer_words[32*i+b];
    end
    for (genvar i = 0; i < FifoWords; i++) begin : gen_fifo_word
      assign fifo_column[i] = fifo_words[32*i+b];
    end
    always_ff @(posedge clk_i) begin
      layer_o[b] <= layer_column[index_i[LayerIndexBits-1:0]];
      fifo_o[b]  <= fifo_column[index_i[FifoIndexBits-1:0]];
    end
  end

  logic unused_bits;
  assign unused_bits = ^{index_i, layer_valid_i, layer_ready_i, fifo_push_i, fifo_pop_i};

endmodule
