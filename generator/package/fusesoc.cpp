// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "generator/package/ip.h"

namespace sluice::package {

std::string fusesoc_core(const Ip& ip) {
    std::string rtl, memory;
    for (const std::string& file : ip.files.includes)
        rtl += fmt::format("      - {}: {{is_include_file: true}}\n", file);
    for (const std::string& file : ip.files.sources)
        rtl += fmt::format("      - {}\n", file);
    for (const std::string& file : ip.files.images)
        memory += fmt::format("      - {0}: {{copyto: {0}}}\n", file);
    if (!memory.empty())
        memory = "  memory:\n    files:\n" + memory + "    file_type: user\n";
    const std::string filesets = memory.empty() ? "rtl" : "rtl, memory";
    return fmt::format(R"(CAPI=2:
# SPDX-License-Identifier: Apache-2.0
# fusesoc --cores-root . run --target lint sluice:ip:{0}
name: "sluice:ip:{0}:{1}"
description: "Streaming inference of the network {0}, made by Sluice"

# Memory images are copied to mem/ of the work folder, where tools run.
filesets:
  rtl:
    files:
{2}    file_type: systemVerilogSource
{3}  constraints:
    files:
      - package/{0}.xdc: {{file_type: xdc}}

targets:
  default: &default
    filesets: [{4}]
    toplevel: {0}
  lint:
    <<: *default
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
  synth:
    <<: *default
    default_tool: vivado
    filesets: [{4}, constraints]
    tools:
      vivado:
        part: {5}
        pnr: none
)",
                       ip.name, ip.target.version, rtl, memory, filesets,
                       ip.target.vendor == "amd" ? "\"" + ip.target.device + "\" # add the package"
                                                 : "\"\" # yours");
}

} // namespace sluice::package
