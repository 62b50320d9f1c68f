// SPDX-License-Identifier: Apache-2.0
// sluice_window_loops: the loops of sluice_window's operations, from the innermost outwards: beats of a
// group, steps across and down the kernel, repetitions, groups of a pixel, pixels of a row, rows.
//
// step_i is one operation. Each output tells of the operation to come: that it ends a loop and with it
// every loop inside (step, sum, pixel, row, frame), that its own loop is in its last turn (the others),
// or that it begins one. All come from the counters' own registers.
// Limits: every number at least 1.
module sluice_window_loops #(
    parameter int GroupBeats = 1, // beats of a group
    parameter int StepsX = 1,     // operations across the kernel
    parameter int StepsY = 3,     // operations down the kernel
    parameter int OutGroups = 1,  // repetitions of a group
    parameter int Groups = 1,     // groups of a pixel
    parameter int OutWidth = 4,   // output pixels of a row
    parameter int OutHeight = 4   // output rows
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic step_i,       // an operation is issued
    output logic sum_first_o,   // it begins an accumulation
    output logic pixel_first_o, // it begins a pixel
    output logic ig_last_o,     // in the last turn: beats
    output logic kx_last_o,     // in the last turn: steps across the kernel
    output logic ky_last_o,     // in the last turn: steps down the kernel
    output logic grp_last_o,    // in the last turn: groups
    output logic ox_last_o,     // in the last turn: pixels of a row
    output logic oy_last_o,     // in the last turn: rows
    output logic step_x_o,      // it ends the beats of a group
    output logic step_y_o,      // it ends a row of the kernel
    output logic sum_last_o,    // it ends an accumulation
    output logic step_group_o,  // it ends a group's repetitions
    output logic pixel_last_o,  // it ends a pixel
    output logic row_last_o,    // it ends a row
    output logic frame_last_o   // it ends a frame
);

  localparam int IgBits = GroupBeats > 1 ? $clog2(GroupBeats) : 1;
  localparam int KxBits = StepsX > 1 ? $clog2(StepsX) : 1;
  localparam int KyBits = StepsY > 1 ? $clog2(StepsY) : 1;
  localparam int OgBits = OutGroups > 1 ? $clog2(OutGroups) : 1;
  localparam int GrpBits = Groups > 1 ? $clog2(Groups) : 1;
  localparam int OxBits = OutWidth > 1 ? $clog2(OutWidth) : 1;
  localparam int OyBits = OutHeight > 1 ? $clog2(OutHeight) : 1;

  logic [IgBits-1:0] unused_ig;
  logic [KxBits-1:0] unused_kx;
  logic [KyBits-1:0] unused_ky;
  logic [OgBits-1:0] unused_og;
  logic [GrpBits-1:0] unused_grp;
  logic [OxBits-1:0] unused_ox;
  logic [OyBits-1:0] unused_oy;
  logic ig_last, kx_last, ky_last, og_last, grp_last, ox_last, oy_last;

  logic step_x, step_y, sum_last, step_group, pixel_last, row_last, frame_last;
  assign step_x = ig_last;
  assign step_y = step_x && kx_last;
  assign sum_last = step_y && ky_last;
  assign step_group = sum_last && og_last;
  assign pixel_last = step_group && grp_last;
  assign row_last = pixel_last && ox_last;
  assign frame_last = row_last && oy_last;

  logic sum_first_q;
  logic pixel_first_q;
  assign sum_first_o = sum_first_q;
  assign pixel_first_o = pixel_first_q;
  assign {ig_last_o, kx_last_o, ky_last_o} = {ig_last, kx_last, ky_last};
  assign {grp_last_o, ox_last_o, oy_last_o} = {grp_last, ox_last, oy_last};
  assign {step_x_o, step_y_o, sum_last_o, step_group_o} = {step_x, step_y, sum_last, step_group};
  assign {pixel_last_o, row_last_o, frame_last_o} = {pixel_last, row_last, frame_last};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sum_first_q <= 1'b1;
      pixel_first_q <= 1'b1;
    end else if (step_i) begin
      sum_first_q <= sum_last;
      pixel_first_q <= pixel_last;
    end
  end

  sluice_counter #(.Count(GroupBeats)) u_ig (
      .clk_i, .rst_ni, .step_i(step_i), .clear_i(1'b0), .count_o(unused_ig), .last_o(ig_last)
  );
  sluice_counter #(.Count(StepsX)) u_kx (
      .clk_i, .rst_ni, .step_i(step_i && step_x), .clear_i(1'b0), .count_o(unused_kx), .last_o(kx_last)
  );
  sluice_counter #(.Count(StepsY)) u_ky (
      .clk_i, .rst_ni, .step_i(step_i && step_y), .clear_i(1'b0), .count_o(unused_ky), .last_o(ky_last)
  );
  sluice_counter #(.Count(OutGroups)) u_og (
      .clk_i, .rst_ni, .step_i(step_i && sum_last), .clear_i(1'b0), .count_o(unused_og), .last_o(og_last)
  );
  sluice_counter #(.Count(Groups)) u_grp (
      .clk_i, .rst_ni, .step_i(step_i && step_group), .clear_i(1'b0), .count_o(unused_grp), .last_o(grp_last)
  );
  sluice_counter #(.Count(OutWidth)) u_ox (
      .clk_i, .rst_ni, .step_i(step_i && pixel_last), .clear_i(1'b0), .count_o(unused_ox), .last_o(ox_last)
  );
  sluice_counter #(.Count(OutHeight)) u_oy (
      .clk_i, .rst_ni, .step_i(step_i && row_last), .clear_i(1'b0), .count_o(unused_oy), .last_o(oy_last)
  );

endmodule
