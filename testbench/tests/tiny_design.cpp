// SPDX-License-Identifier: Apache-2.0
#include "testbench/tests/tiny_design.h"

#include <random>

#include <fmt/format.h>

#include "base/files.h"

namespace sluice::testbench {

namespace {

const char* const kRtl = R"(// SPDX-License-Identifier: Apache-2.0
module tiny (
    input  logic aclk,
    input  logic aresetn,
    input  logic [15:0] s_axis_x_tdata,
    input  logic s_axis_x_tvalid,
    output logic s_axis_x_tready,
    input  logic s_axis_x_tlast,
    output logic [15:0] m_axis_y_tdata,
    output logic m_axis_y_tvalid,
    input  logic m_axis_y_tready,
    output logic m_axis_y_tlast,
    output logic [15:0] m_axis_z_tdata,
    output logic m_axis_z_tvalid,
    input  logic m_axis_z_tready,
    output logic m_axis_z_tlast
);
  logic [7:0] fault [0:0];
  initial $readmemh("mem/fault.hex", fault);

  // plus
  logic plus_valid, plus_ready, s_go;
  logic [15:0] plus_data;
  logic [6:0] count;
  logic again;
  assign s_axis_x_tready = !plus_valid || plus_ready && !again;
  assign s_go = s_axis_x_tvalid && s_axis_x_tready;
  assign again = fault[0] == 3 && count == 108;
  always_ff @(posedge aclk) begin
    if (s_axis_x_tready) begin
      plus_data <= {s_axis_x_tdata[15:8] + 8'd1, s_axis_x_tdata[7:0] + 8'd1};
      if (fault[0] == 1 && count == 40) plus_data[8] <= !s_axis_x_tdata[8] ^ 1'b1;
    end
    if (!aresetn) begin
      plus_valid <= 0;
      count <= 0;
    end else begin
      if (plus_ready && plus_valid) plus_valid <= 0;
      if (s_go) plus_valid <= !(fault[0] == 2 && count == 50);
      if (s_go) count <= count + 1;
      if (again && plus_ready && plus_valid) begin
        plus_valid <= 1;
        count <= 0;
      end
    end
`ifdef VERILATOR
    if (aresetn) assert (!(fault[0] == 6 && count == 20));
`endif
  end

  // Both readers of plus take each beat once.
  logic y_done, sum_done, y_go, sum_go, sum_in_ready;
  assign y_go = m_axis_y_tvalid && m_axis_y_tready;
  assign sum_go = plus_valid && !sum_done && sum_in_ready;
  assign plus_ready = plus_valid && (y_done || y_go) && (sum_done || sum_go);
  assign m_axis_y_tvalid = plus_valid && !y_done;
  always_ff @(posedge aclk)
    if (!aresetn) {y_done, sum_done} <= 0;
    else begin
      y_done <= (y_done || y_go) && !plus_ready;
      sum_done <= (sum_done || sum_go) && !plus_ready;
    end

  logic [5:0] y_beat;
  logic [1:0] y_frame;
  logic toggle;
  always_ff @(posedge aclk) begin
    toggle <= aresetn && !toggle;
    if (!aresetn) {y_frame, y_beat} <= 0;
    else if (y_go) {y_frame, y_beat} <= y_beat == 35 ? {y_frame + 2'd1, 6'd0} : {y_frame, y_beat + 6'd1};
  end
  assign m_axis_y_tlast = y_beat == (fault[0] == 4 ? 34 : 35);
  assign m_axis_y_tdata = plus_data ^ {15'd0, fault[0] == 5 && toggle}
                        ^ {15'd0, fault[0] == 7 && y_frame == 2 && y_beat == 33};

  // sum
  logic sum_valid, sum_ready;
  logic [10:0] sum_data, part, lanes;
  logic [1:0] group;
  logic [3:0] pixel;
  assign sum_ready = m_axis_z_tready;
  assign sum_in_ready = !sum_valid || sum_ready;
  assign lanes = {{3{plus_data[7]}}, plus_data[7:0]}
               + (group == 2 ? 11'd0 : {{3{plus_data[15]}}, plus_data[15:8]});
  always_ff @(posedge aclk) begin
    if (sum_go) part <= (group == 0 ? 11'd0 : part) + lanes;
    if (sum_go && group == 2) sum_data <= part + lanes;
    if (!aresetn) begin
      sum_valid <= 0;
      group <= 0;
      pixel <= 0;
    end else begin
      if (sum_in_ready) sum_valid <= sum_go && group == 2;
      if (sum_go) group <= group == 2 ? 0 : group + 1;
      if (sum_valid && sum_ready) pixel <= pixel == 11 ? 0 : pixel + 1;
    end
  end
  assign m_axis_z_tvalid = sum_valid;
  assign m_axis_z_tlast = pixel == 11;
  assign m_axis_z_tdata = {5'd0, sum_data ^ {fault[0] == 8 && pixel == 2, 10'd0}};
endmodule
)";

} // namespace

Description tiny_description() {
    const rtl::Stream pairs{{3, 4, 5}, 2, 8};
    const rtl::Stream sums{{3, 4, 1}, 1, 11};
    return {.design = "tiny",
            .inputs = {{"in0", "x", -1, 0, pairs}},
            .outputs = {{"out0", "y", -1, 1, pairs}, {"out1", "z", -1, 2, sums}},
            .taps = {{"tap0", "plus", 0, 1, pairs}, {"tap1", "sum", 1, 2, sums}},
            .silence_cycles = 200,
            .frame_cycles = 1000};
}

void write_tiny_design(const std::filesystem::path& directory) {
    make_directory(directory / "rtl");
    make_directory(directory / "mem");
    write_file(directory / "rtl" / "tiny.sv", kRtl);
    write_file(directory / "rtl" / "files.f", "rtl/tiny.sv\n");
    write_bench(tiny_description(), directory);
    std::mt19937 random(1);
    std::string x, plus, sum;
    for (int pixel = 0; pixel < 3 * 12; ++pixel) {
        int total = 0;
        for (int channel = 0; channel < 5; ++channel) {
            const int value = static_cast<int>(random() >> 24);
            x += static_cast<char>(value);
            plus += static_cast<char>(value + 1);
            total += static_cast<signed char>(value + 1);
        }
        sum += static_cast<char>(total & 255);
        sum += static_cast<char>((total >> 8) & 255);
    }
    make_directory(directory / "sim" / "vectors");
    write_file(directory / "sim" / "vectors" / "tensor_0.bin", x);
    write_file(directory / "sim" / "vectors" / "tensor_1.bin", plus);
    write_file(directory / "sim" / "vectors" / "tensor_2.bin", sum);
    plant(directory, TinyFault::none);
}

void plant(const std::filesystem::path& directory, TinyFault fault) {
    write_file(directory / "mem" / "fault.hex", fmt::format("{:02x}\n", static_cast<int>(fault)));
}

} // namespace sluice::testbench
