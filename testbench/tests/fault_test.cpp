// SPDX-License-Identifier: Apache-2.0
// A test of the tests: each fault below, planted in the RTL of a few layers that use it, must be
// noticed. A fault that the simulation did not see would be a hole in the simulation.
#include <filesystem>
#include <map>

#include <catch2/catch.hpp>

#include "testbench/fault_injection.h"
#include "testbench/tests/mixed_network.h"

using namespace sluice;
using namespace sluice::testbench;

namespace {

struct Planted {
    std::vector<std::string> layers; // of the mixed network
    Fault fault;
};

const std::vector<Planted> kFaults = {
    {{"fully_connected"},
     {"shift one too many", "sluice_round_clamp.sv", "localparam int FixedShift = ShiftMin - 1;",
      "localparam int FixedShift = ShiftMin;"}},
    {{"fully_connected"},
     {"no half added before rounding", "sluice_round_clamp.sv", "(OFFSET | 11'(up))", "OFFSET"}},
    {{"fully_connected"},
     {"bias left out", "sluice_requant_lane.sv", "SumBits'($signed(acc_i)) + $signed(bias_i);",
      "SumBits'($signed(acc_i));"}},
    {{"fully_connected"},
     {"accumulator not restarted", "sluice_dot.sv", "acc_q <= sum_first ? sum : acc_q + sum;",
      "acc_q <= acc_q + sum;"}},
    {{"grouped"},
     {"weights of the neighbouring channel", "sluice_dot.sv",
      "localparam int WeightsAt = LanePairs * PairWeights + (o - 2 * LanePairs) * Terms",
      "localparam int WeightsAt = LanePairs * PairWeights + (o + 1) % OutLanes * Terms"}},
    {{"depthwise"},
     {"window one column to the right", "sluice_window_place.sv",
      "localparam logic signed [XBits-1:0] FIRST_X = XBits'(-PadLeft);",
      "localparam logic signed [XBits-1:0] FIRST_X = XBits'(1 - PadLeft);"}},
    {{"depthwise"},
     {"window read before its last column is there", "sluice_window_rows.sv", "write_x > need_x_q",
      "write_x >= need_x_q"}},
    {{"depthwise"},
     {"padding in place of the first row", "sluice_window_place.sv",
      "localparam logic signed [YBits-1:0] FIRST_Y = YBits'(-PadTop);",
      "localparam logic signed [YBits-1:0] FIRST_Y = YBits'(-PadTop - 1);"}},
    {{"add"},
     {"operands of the sum swapped", "sluice_add.sv", "b * MULTIPLIER_B", "b * MULTIPLIER_A"}},
    {{"max_pool"},
     {"unsigned comparison in the maximum", "sluice_pool.sv", "$signed(largest) > $signed(best_q)",
      "largest > best_q"}},
    {{"average_pool"},
     {"average always over a full window", "sluice_pool.sv", "multiplier_rom[count_q]",
      "multiplier_rom[Positions]"}},
    {{"global_average_pool"},
     {"a pixel too few in the global sum", "sluice_global_pool.sv", ".Count(PixelGroups)",
      ".Count(PixelGroups - 1)"}},
    {{"arg_max"},
     {"index of the next channel", "sluice_arg_max.sv",
      "index_q <= base_q[Levels*IndexBits+:IndexBits] +",
      "index_q <= IndexBits'(1) + base_q[Levels*IndexBits+:IndexBits] +"}},
    {{"lookup"},
     {"table read with the sign bit flipped", "sluice_lookup.sv",
      "read_q[pair*16 +: 8] <= table_rom[in_data_i[pair*16 +: 8]]",
      "read_q[pair*16 +: 8] <= table_rom[in_data_i[pair*16 +: 8] ^ 8'h80]"}},
    {{"concat"},
     {"inputs of the concatenation in the other order", "sluice_concat.sv",
      "turn_q        <= NumIn'(1);", "turn_q        <= NumIn'(2);"}},
    {{"average_pool", "lookup", "concat"},
     {"fork forgets who has taken", "sluice_fork.sv", "waits_q <= waits_q & ~out_ready_i;",
      "waits_q <= waits_q;"}},
    {{"average_pool", "lookup", "concat"},
     {"FIFO takes a beat too many", "sluice_fifo.sv", "ALMOST_FULL = CountBits'(Words - 1);",
      "ALMOST_FULL = CountBits'(Words);"}},
};

} // namespace

TEST_CASE("every planted fault is noticed") {
    namespace fs = std::filesystem;
    const fs::path directory = fs::path(SLUICE_BINARY_DIR) / "test_faults";
    const network::Network network = mixed_network(1);
    SimulationOptions options;
    options.frames = 3;
    options.stall = 0.3;
    options.small = true;
    std::map<std::vector<std::string>, fs::path> designs; // simulated without a fault
    for (const auto& [layers, fault] : kFaults) {
        INFO(fault.name << " in " << fault.file);
        fs::path& right = designs[layers];
        if (right.empty()) {
            right = directory / layers.front();
            const network::Network part = part_of(network, layers);
            write_design(part, mixed_design(part), right);
            REQUIRE(simulate(right, nullptr, options).matches());
        }
        CHECK(!simulate_with_fault(right, fault, directory / "wrong", options).matches());
    }
    CHECK(kFaults.size() >= 10);
}
