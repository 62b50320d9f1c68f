// SPDX-License-Identifier: Apache-2.0
#include "testbench/synth/paths.h"

#include <regex>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "testbench/process.h"

namespace sluice::testbench {

Paths check_paths(const BlockInstance& instance, const std::filesystem::path& design,
                  const std::string& rtl, const std::filesystem::path& folder) {
    make_directory(folder);
    write_file(folder / "block.sv", block_module(instance));
    // What drives the handshake, but for flip-flops. Then the longest path of what is left when all
    // that holds a state is gone: `ltp` does not know a family's own flip-flops and memories.
    // Without carry cells, since of two additions in a row their chains overlap and hide one.
    write_file(folder / "paths.ys",
               fmt::format("read_verilog -sv -defer -Irtl {} {}\n"
                           "hierarchy -check -top sluice_synth_block\nsynth_ecp5 -noccu2\n"
                           "select -set drivers o:in_ready_o o:out_valid_o %u %ci1 c:* %i\n"
                           "tee -o {} select -list @drivers t:TRELLIS_FF %d\n"
                           "delete t:TRELLIS_FF t:DP16KD\ntee -o {} ltp\n",
                           rtl, (folder / "block.sv").string(), (folder / "drivers.txt").string(),
                           (folder / "ltp.txt").string()));
    const std::filesystem::path log = folder / "paths.log";
    if (run_program({"yosys", "-q", (folder / "paths.ys").string()}, design, log) != 0)
        throw Error(log.string(), "Yosys fails", "see this file for the whole message");
    std::smatch found;
    const std::string ltp = read_file(folder / "ltp.txt");
    if (!std::regex_search(ltp, found, std::regex("length=(\\d+)")))
        throw Error(log.string(), "Yosys says nothing of the longest path",
                    "see this file for the whole message");
    return {std::stoi(found[1]),
            read_file(folder / "drivers.txt").find("sluice") == std::string::npos};
}

} // namespace sluice::testbench
