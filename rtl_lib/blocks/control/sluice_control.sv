// SPDX-License-Identifier: Apache-2.0
// The registers of an IP behind AXI4-Lite: identity, frame counters, meters, interrupt, soft reset.
//
// The map is docs/packaging.md's, from the table in generator/control/registers.cpp. Reads take six
// cycles, of what has no register answer SLVERR, as do writes of what is not written. frame_in_i and
// frame_out_i are the handshakes of the IP's edges: valid, ready and TLAST of each; an input's frame
// ends with its InBeats-th beat, and a TLAST elsewhere is noted. core_rst_no resets the core: with
// rst_ni and for 16 cycles from a soft reset on, when the edges must take no beats.
// Interrupts are levels: pending and enabled. Pending bits are set in the cycle after their event,
// also when they are cleared in it.
// Limits: 1 to 16 inputs and outputs, those of sluice_meters.
// Yosys 0.23, 2026-11-22, 1 input, 1 output, 6 layers: xc7 346 LUT 696 FF, ecp5 1238 LUT 696 FF.
module sluice_control #(
    parameter int NumInputs = 1,                // inputs of the IP, 1 to 16
    parameter int NumOutputs = 1,               // outputs of the IP, 1 to 16
    parameter int NumLayers = 2,                // streams with counters, at most 512
    parameter int NumFifos = 2,                 // FIFOs with marks, at most 1024
    parameter int FifoBits = 12,                // bits of a mark: holds the deepest FIFO's depth
    parameter bit [32*NumInputs-1:0] InBeats = {NumInputs{32'd4}},  // beats of a frame of each input, 32 bits each, input 0 low
    parameter bit [31:0] Version = 32'd0,       // of Sluice: major, minor, patch in a byte each
    parameter bit [63:0] Hash = 64'd0,          // of the network
    localparam int LayerPorts = NumLayers > 0 ? NumLayers : 1,
    localparam int FifoPorts = NumFifos > 0 ? NumFifos : 1
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    output logic                  core_rst_no,    // reset of the core, active low; a register
    output logic                  irq_o,          // interrupt: a level, high while an enabled bit is pending
    input  logic                  awvalid_i,      // a write address is offered
    output logic                  awready_o,      // it is taken
    input  logic [13:0]           awaddr_i,       // write address, in bytes
    input  logic                  wvalid_i,       // write data are offered
    output logic                  wready_o,       // they are taken
    input  logic [31:0]           wdata_i,        // write data
    input  logic [3:0]            wstrb_i,        // which bytes of wdata_i count
    output logic                  bvalid_o,       // a write's response is offered
    input  logic                  bready_i,       // it is taken
    output logic [1:0]            bresp_o,        // OKAY or SLVERR
    input  logic                  arvalid_i,      // a read address is offered
    output logic                  arready_o,      // it is taken
    input  logic [13:0]           araddr_i,       // read address, in bytes
    output logic                  rvalid_o,       // a read's response is offered
    input  logic                  rready_i,       // it is taken
    output logic [31:0]           rdata_o,        // the word that was read
    output logic [1:0]            rresp_o,        // OKAY or SLVERR
    input  logic [NumInputs-1:0]  in_valid_i,     // TVALID of each input of the IP
    input  logic [NumInputs-1:0]  in_ready_i,     // TREADY of each input
    input  logic [NumInputs-1:0]  in_last_i,      // TLAST of each input
    input  logic [NumOutputs-1:0] out_valid_i,    // TVALID of each output of the IP
    input  logic [NumOutputs-1:0] out_ready_i,    // TREADY of each output
    input  logic [NumOutputs-1:0] out_last_i,     // TLAST of each output
    input  logic [LayerPorts-1:0] layer_valid_i,  // valid of each stream
    input  logic [LayerPorts-1:0] layer_ready_i,  // ready of each stream
    input  logic [FifoPorts-1:0]  fifo_push_i,    // a beat goes into the FIFO
    input  logic [FifoPorts-1:0]  fifo_pop_i      // a beat leaves the FIFO
);

  if (NumInputs < 1 || NumInputs > 16 || NumOutputs < 1 || NumOutputs > 16) begin : gen_rule_edges
    sluice_rule_1_to_16_inputs_and_outputs u_rule ();
  end

  localparam bit [11:0] CONTROL = 12'd4;
  localparam bit [11:0] IRQ_ENABLE = 12'd6;
  localparam bit [11:0] IRQ_PENDING = 12'd7;

  logic        write, write_error, read, read_error_q;
  logic [11:0] write_word, read_word;
  logic [31:0] write_data, write_mask, read_data_q;

  sluice_axil #(.AddressBits(14)) u_axil (
      .clk_i, .rst_ni,
      .awvalid_i, .awready_o, .awaddr_i, .wvalid_i, .wready_o, .wdata_i, .wstrb_i,
      .bvalid_o, .bready_i, .bresp_o,
      .arvalid_i, .arready_o, .araddr_i, .rvalid_o, .rready_i, .rdata_o, .rresp_o,
      .write_o(write), .write_word_o(write_word), .write_data_o(write_data),
      .write_mask_o(write_mask), .write_error_i(write_error),
      .read_o(read), .read_word_o(read_word), .read_data_i(read_data_q),
      .read_error_i(read_error_q)
  );

  // Soft reset, freeze, clear.
  logic       core_rst_q, freeze_q, clear_q;
  logic [3:0] reset_left_q;
  assign core_rst_no = core_rst_q;
  assign write_error = write_word != CONTROL && write_word != IRQ_ENABLE && write_word != IRQ_PENDING;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      core_rst_q   <= 1'b0;
      reset_left_q <= '0;
      freeze_q     <= 1'b0;
      clear_q      <= 1'b0;
    end else begin
      clear_q    <= write && write_word == CONTROL && write_data[2] && write_mask[2];
      core_rst_q <= reset_left_q == '0;
      if (reset_left_q != '0) reset_left_q <= reset_left_q - 4'd1;
      if (write && write_word == CONTROL && write_mask[0]) begin
        freeze_q <= write_data[1];
        if (write_data[0]) begin
          reset_left_q <= '1;
          core_rst_q   <= 1'b0;
        end
      end
    end
  end

  // Frames.
  logic [NumInputs-1:0]  in_end, in_bad;
  logic [NumOutputs-1:0] out_end;
  logic [32*16-1:0]      frames_in, frames_out;

  for (genvar i = 0; i < 16; i++) begin : gen_in
    if (i < NumInputs) begin : gen_used
      localparam bit [31:0] LastBeat = InBeats[32*i+:32] - 32'd1;
      logic [31:0] beat_q, frames_q;
      logic        moves, last;
      assign moves     = in_valid_i[i] && in_ready_i[i];
      assign last      = beat_q == LastBeat;
      assign in_end[i] = moves && last;
      assign in_bad[i] = moves && last != in_last_i[i];
      assign frames_in[32*i+:32] = frames_q;
      always_ff @(posedge clk_i) begin
        if (!core_rst_q) beat_q <= '0;
        else if (moves) beat_q <= last ? '0 : beat_q + 32'd1;
        if (!core_rst_q) frames_q <= '0;
        else if (in_end[i]) frames_q <= frames_q + 32'd1;
      end
    end else begin : gen_none
      assign frames_in[32*i+:32] = '0;
    end
  end
  for (genvar i = 0; i < 16; i++) begin : gen_out
    if (i < NumOutputs) begin : gen_used
      logic [31:0] frames_q;
      assign out_end[i] = out_valid_i[i] && out_ready_i[i] && out_last_i[i];
      assign frames_out[32*i+:32] = frames_q;
      always_ff @(posedge clk_i) begin
        if (!core_rst_q) frames_q <= '0;
        else if (out_end[i]) frames_q <= frames_q + 32'd1;
      end
    end else begin : gen_none
      assign frames_out[32*i+:32] = '0;
    end
  end

  // Interrupts: outputs in the low half, misplaced TLAST of inputs in the high one.
  localparam bit [31:0] IrqMask =
      (32'hffff >> (16 - NumOutputs)) | ((32'hffff >> (16 - NumInputs)) << 16);
  logic [31:0] enable_q, pending_q, clear_pending;
  logic        irq_q;
  assign irq_o = irq_q;
  assign clear_pending =
      write && write_word == IRQ_PENDING ? write_data & write_mask : 32'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) enable_q <= '0;
    else if (write && write_word == IRQ_ENABLE)
      enable_q <= (enable_q & ~write_mask | write_data & write_mask) & IrqMask;
    if (!core_rst_q) pending_q <= '0;
    else pending_q <= (pending_q & ~clear_pending | {16'(in_bad), 16'(out_end)}) & IrqMask;
    irq_q <= rst_ni && (pending_q & enable_q) != '0;
  end

  // Meters.
  logic [31:0] cycles_q, layer_word, fifo_word;
  always_ff @(posedge clk_i) begin
    if (!core_rst_q || clear_q) cycles_q <= '0;
    else if (!freeze_q) cycles_q <= cycles_q + 32'd1;
  end
  sluice_meters #(.NumLayers(NumLayers), .NumFifos(NumFifos), .FifoBits(FifoBits)) u_meters (
      .clk_i, .rst_ni(core_rst_q), .run_i(!freeze_q), .clear_i(clear_q),
      .layer_valid_i, .layer_ready_i, .fifo_push_i, .fifo_pop_i,
      .index_i(read_word[9:0]), .layer_o(layer_word), .fifo_o(fifo_word)
  );

  // Reading: a word of each region, then the region.
  logic [31:0] general, general_q;
  logic        general_error, error, error_q;
  logic [9:0]  index;
  assign index = read_word[9:0];
  always_comb begin
    general       = '0;
    general_error = 1'b0;
    case (index[5:0])
      6'd0: general = 32'h534c5549;
      6'd1: general = Version;
      6'd2: general = Hash[31:0];
      6'd3: general = Hash[63:32];
      6'd4: general = {30'd0, freeze_q, 1'b0};
      6'd5: general = {31'd0, !core_rst_q};
      6'd6: general = enable_q;
      6'd7: general = pending_q;
      6'd8: general = {16'(NumOutputs), 16'(NumInputs)};
      6'd9: general = 32'(NumLayers);
      6'd10: general = 32'(NumFifos);
      6'd11: general = cycles_q;
      default: general_error = index[5:4] == 2'd0 || index[5:4] == 2'd3;
    endcase
    for (int i = 0; i < 16; i++) begin
      if (index[5:0] == 6'(16 + i)) general = frames_in[32*i+:32];
      if (index[5:0] == 6'(32 + i)) general = frames_out[32*i+:32];
    end
    if (index[5:4] == 2'd1 && 32'(index[3:0]) >= 32'(NumInputs)) general_error = 1'b1;
    if (index[5:4] == 2'd2 && 32'(index[3:0]) >= 32'(NumOutputs)) general_error = 1'b1;
    if (index[9:6] != '0) general_error = 1'b1;
    case (read_word[11:10])
      2'd0: error = general_error;
      2'd1: error = 32'(index) >= 32'(2 * NumLayers);
      2'd2: error = 32'(index) >= 32'(NumFifos);
      default: error = 1'b1;
    endcase
  end
  logic [1:0] region_q;
  always_ff @(posedge clk_i) begin
    general_q    <= general;
    error_q      <= error;
    region_q     <= read_word[11:10];
    read_error_q <= error_q;
    read_data_q  <= error_q ? 32'd0 : region_q == 2'd0 ? general_q :
                    region_q == 2'd1 ? layer_word : fifo_word;
  end

  logic unused_read;
  assign unused_read = read;

endmodule
