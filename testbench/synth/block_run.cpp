// SPDX-License-Identifier: Apache-2.0
#include "testbench/synth/block_run.h"

#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "testbench/process.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kAimMhz = 80;

// The first line of a log that says what went wrong, or the last one.
std::string yosys_complaint(const fs::path& log) {
    std::istringstream lines(read_file(log));
    std::string last = "no message";
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("ERROR", 0) == 0)
            return line;
        if (!line.empty())
            last = line;
    }
    return last;
}

void yosys(const std::string& script, const std::string& name, const fs::path& design,
           const fs::path& folder) {
    write_file(folder / (name + ".ys"), script);
    const fs::path log = folder / (name + ".log");
    if (run_program({"yosys", "-q", (folder / (name + ".ys")).string()}, design, log) != 0)
        throw Error(log.string(), "Yosys fails: " + printable(yosys_complaint(log), 200),
                    "see this file for the whole message");
}

// "u_dut.u_block.u_fifo.stored_q_SB_DFFSR_Q_3_D_LC" as "u_fifo.stored_q".
std::string register_name(std::string cell) {
    for (const std::string prefix : {"u_dut.", "u_block."})
        if (cell.rfind(prefix, 0) == 0)
            cell = cell.substr(prefix.size());
    const std::size_t end = cell.find("_SB_");
    if (end != std::string::npos)
        cell.resize(end);
    return printable(cell);
}

// nextpnr's report: the slowest path from a clock edge to a clock edge.
Placed read_report(const fs::path& path) {
    const json report = json::parse(read_file(path));
    Placed placed;
    for (const auto& [clock, figures] : report.at("fmax").items())
        placed.mhz = figures.at("achieved").get<double>();
    for (const json& critical : report.at("critical_paths")) {
        const auto clocked = [&](const char* end) {
            return critical.at(end).get<std::string>().find("posedge") != std::string::npos;
        };
        if (!clocked("from") || !clocked("to") || critical.at("path").empty())
            continue;
        const json& steps = critical.at("path");
        placed.from = register_name(steps.front().at("from").at("cell").get<std::string>());
        placed.to = register_name(steps.back().at("to").at("cell").get<std::string>());
        for (const json& step : steps) {
            const double delay = step.at("delay").get<double>();
            if (step.at("type") == "routing")
                placed.routing_ns += delay;
            else
                placed.logic_ns += delay;
            placed.logic_cells += step.at("type") == "logic";
        }
        break;
    }
    return placed;
}

} // namespace

void require_synth_tools(const SynthFamily& family) {
    if (!program_exists("yosys"))
        throw Error("yosys", "the program is not in PATH, and synthesis needs it",
                    "install it with: apt install yosys");
    if (family.place && !program_exists("nextpnr-ice40"))
        throw Error("nextpnr-ice40", "the program is not in PATH, and placing needs it",
                    "install it with: apt install nextpnr-ice40");
}

BlockRun run_block(const BlockInstance& instance, const SynthFamily& family, const Family& facts,
                   const fs::path& design, const std::string& rtl, const fs::path& folder) {
    make_directory(folder);
    write_file(folder / "block.sv",
               instance.module + block_module(instance) + ring_module(instance));
    const std::string read =
        fmt::format("read_verilog -sv -defer -Irtl {} {}\n", rtl, (folder / "block.sv").string());
    const auto top = [](const char* name) {
        return fmt::format("hierarchy -check -top {}\n", name);
    };
    const fs::path stat = folder / "stat.txt";
    yosys(read + top("sluice_synth_block") + family.yosys +
              fmt::format("\ntee -q -o {} stat\n", stat.string()),
          "block", design, folder);
    BlockRun run;
    run.use = count_cells(read_file(stat), facts);
    if (!family.place)
        return run;

    yosys(read + top("sluice_synth_ring") + family.yosys +
              fmt::format(" -top sluice_synth_ring -json {}\n", (folder / "ring.json").string()),
          "ring", design, folder);
    const fs::path log = folder / "nextpnr.log";
    const int code = run_program(
        {"nextpnr-ice40", "--hx8k", "--package", "ct256", "--freq", std::to_string(kAimMhz),
         "--timing-allow-fail", "--pcf-allow-unconstrained", "--json",
         (folder / "ring.json").string(), "--report", (folder / "report.json").string()},
        design, log);
    if (code == 0) {
        run.placed = read_report(folder / "report.json");
        return run;
    }
    run.not_placed = yosys_complaint(log);
    const bool too_large = run.not_placed.find("no more") != std::string::npos ||
                           run.not_placed.find("Unable to place") != std::string::npos ||
                           run.not_placed.find("failed to place") != std::string::npos;
    if (!too_large)
        throw Error(log.string(), "nextpnr-ice40 fails: " + printable(run.not_placed, 200),
                    "see this file for the whole message");
    run.not_placed = "it does not fit an HX8K";
    return run;
}

} // namespace sluice::testbench
