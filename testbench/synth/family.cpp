// SPDX-License-Identifier: Apache-2.0
#include "testbench/synth/family.h"

#include <map>
#include <sstream>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::testbench {

namespace {

// LUTs of a cell that holds some.
const std::map<std::string, double> kLuts = {
    {"LUT1", 1},     {"LUT2", 1},           {"LUT3", 1},      {"LUT4", 1},      {"LUT5", 1},
    {"LUT6", 1},     {"SRL16E", 1},         {"SRLC32E", 1},   {"RAM32M", 4},    {"RAM64M", 4},
    {"RAM32X1D", 2}, {"RAM64X1D", 2},       {"RAM128X1D", 4}, {"RAM256X1S", 4}, {"CCU2C", 2},
    {"SB_LUT4", 1},  {"TRELLIS_DPR16X4", 4}};

// Block memories of a cell in halves of the family's own, and multiplier blocks.
const std::map<std::string, double> kBlocks = {
    {"RAMB18E1", 1}, {"RAMB36E1", 2}, {"DP16KD", 1}, {"SB_RAM40_4K", 1}};
const std::map<std::string, double> kMultipliers = {
    {"DSP48E1", 1}, {"MULT18X18D", 1}, {"SB_MAC16", 1}};

bool is_flip_flop(const std::string& cell) {
    for (const char* prefix : {"FDRE", "FDSE", "FDCE", "FDPE", "TRELLIS_FF", "SB_DFF"})
        if (cell.rfind(prefix, 0) == 0)
            return true;
    return false;
}

double weight(const std::map<std::string, double>& table, const std::string& cell) {
    const auto at = table.find(cell);
    return at == table.end() ? 0 : at->second;
}

} // namespace

// iCE40's multipliers stay in LUTs: Yosys 0.23 maps some to wrong netlists.
const std::vector<SynthFamily>& synth_families() {
    static const std::vector<SynthFamily> families = {
        {"xc7", "synth_xilinx -family xc7 -flatten -noiopad -noclkbuf", "xc7z020", false},
        {"ecp5", "synth_ecp5", "lfe5u-85f", false},
        {"ice40", "synth_ice40", "ice40up5k", true}};
    return families;
}

const SynthFamily& find_synth_family(const std::string& name) {
    std::string known;
    for (const SynthFamily& family : synth_families()) {
        if (family.name == name)
            return family;
        known += (known.empty() ? "" : ", ") + family.name;
    }
    throw Error("", fmt::format("the open tools do not synthesise for '{}'", printable(name)),
                "choose one of " + known);
}

rtl::Resources count_cells(const std::string& stat, const Family& facts) {
    rtl::Resources use;
    std::istringstream lines(stat);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string cell, rest;
        double count = 0;
        if (!(words >> cell >> count) || words >> rest)
            continue;
        use.lut += count * weight(kLuts, cell);
        use.bram += count * weight(kBlocks, cell) * facts.block_unit;
        use.dsp += count * weight(kMultipliers, cell);
        use.ff += is_flip_flop(cell) ? count : 0;
    }
    return use;
}

} // namespace sluice::testbench
