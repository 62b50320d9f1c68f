// SPDX-License-Identifier: Apache-2.0
// A test of the tests: each fault below, planted in the RTL of a design with every layer kind, must
// be noticed. A fault that the simulation did not see would be a hole in the simulation.
#include <filesystem>

#include <catch2/catch.hpp>

#include "testbench/fault_injection.h"
#include "testbench/tests/mixed_network.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

const std::vector<Fault> kFaults = {
    {"shift one too many", "sluice_round_clamp.sv", "localparam int FixedShift = ShiftMin - 1;",
     "localparam int FixedShift = ShiftMin;"},
    {"no half added before rounding", "sluice_round_clamp.sv", "11'(2 * ZeroPoint + 1)",
     "11'(2 * ZeroPoint)"},
    {"bias left out", "sluice_requant_lane.sv", "SumBits'($signed(acc_i)) + $signed(bias_i);",
     "SumBits'($signed(acc_i));"},
    {"accumulator not restarted", "sluice_dot.sv", "acc_q <= sum_first ? sum : acc_q + sum;",
     "acc_q <= acc_q + sum;"},
    {"weights of the neighbouring channel", "sluice_dot.sv",
     ".b_i(weights[(o*Terms+t)*WeightBits+:WeightBits])",
     ".b_i(weights[((o^((OutLanes>1)?1:0))*Terms+t)%(OutLanes*Terms)*WeightBits+:WeightBits])"},
    {"window one column to the right", "sluice_window.sv",
     "localparam logic signed [XBits-1:0] FIRST_X = XBits'(-PadLeft);",
     "localparam logic signed [XBits-1:0] FIRST_X = XBits'(1 - PadLeft);"},
    {"window read before its last column is there", "sluice_window.sv", "write_x > need_x_q",
     "write_x >= need_x_q"},
    {"padding in place of the first row", "sluice_window.sv",
     "localparam logic signed [YBits-1:0] FIRST_Y = YBits'(-PadTop);",
     "localparam logic signed [YBits-1:0] FIRST_Y = YBits'(-PadTop - 1);"},
    {"operands of the sum swapped", "sluice_add.sv", "b_q * MULTIPLIER_B", "b_q * MULTIPLIER_A"},
    {"unsigned comparison in the maximum", "sluice_pool.sv",
     "$signed(largest) > $signed(best_q[l*8+:8])", "largest > best_q[l*8+:8]"},
    {"average always over a full window", "sluice_pool.sv", "multiplier_rom[count_q]",
     "multiplier_rom[Positions]"},
    {"a pixel too few in the global sum", "sluice_global_pool.sv", "PixelBits'(PixelGroups - 1)",
     "PixelBits'(PixelGroups - 2)"},
    {"index of the next channel", "sluice_arg_max.sv",
     "index_q <= base_q[Levels*IndexBits+:IndexBits] +",
     "index_q <= IndexBits'(1) + base_q[Levels*IndexBits+:IndexBits] +"},
    {"table read with the sign bit flipped", "sluice_lookup.sv",
     "read_q[pair*16 +: 8] <= table_rom[in_data_i[pair*16 +: 8]]",
     "read_q[pair*16 +: 8] <= table_rom[in_data_i[pair*16 +: 8] ^ 8'h80]"},
    {"inputs of the concatenation in the other order", "sluice_concat.sv",
     "if (last_of[NumIn-1]) select_q <= '0;", "if (last_of[NumIn-1]) select_q <= 1;"},
    {"fork forgets who has taken", "sluice_fork.sv", "done_q <= done_q | out_ready_i;",
     "done_q <= '0;"},
    {"FIFO takes a beat too many", "sluice_fifo.sv", "CountBits'(Words);",
     "CountBits'(Words + 1);"},
};

} // namespace

TEST_CASE("every planted fault is noticed") {
    namespace fs = std::filesystem;
    const fs::path design = fs::path(SLUICE_BINARY_DIR) / "test_faults" / "right";
    const network::Network network = mixed_network(1);
    write_design(network, mixed_design(network), design);
    SimulationOptions options;
    options.frames = 3;
    options.stall = 0.3;
    REQUIRE(simulate(design, nullptr, options).matches());
    for (const Fault& fault : kFaults) {
        INFO(fault.name << " in " << fault.file);
        const SimulationResult result =
            simulate_with_fault(design, fault, design.parent_path() / "wrong", options);
        CHECK(!result.matches());
    }
    CHECK(kFaults.size() >= 10);
}
