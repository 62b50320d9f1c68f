// SPDX-License-Identifier: Apache-2.0
// A component of Platform Designer.
#include <fmt/format.h>

#include "generator/control/registers.h"
#include "generator/emit/text.h"
#include "generator/package/ip.h"

namespace sluice::package {

namespace {

std::string interface_port(const std::string& interface, const Signal& signal) {
    return fmt::format("add_interface_port {} {} {} {} {}\n", interface, signal.name, signal.role,
                       signal.input ? "Input" : "Output", signal.bits);
}

std::string stream_interface(const StreamPort& stream) {
    std::string text = fmt::format("\n# {}\n"
                                   "add_interface {} axi4stream {}\n"
                                   "set_interface_property {} associatedClock aclk\n"
                                   "set_interface_property {} associatedReset aresetn\n",
                                   stream.beats, stream.name, stream.sink ? "end" : "start",
                                   stream.name, stream.name);
    for (const Signal& signal : signals_of(stream))
        text += interface_port(stream.name, signal);
    return text;
}

std::string control_interfaces() {
    std::string bus = "\nadd_interface s_axil axi4lite end\n"
                      "set_interface_property s_axil associatedClock aclk\n"
                      "set_interface_property s_axil associatedReset aresetn\n";
    for (const control::BusPort& port : control::bus_ports())
        if (port.name != "irq")
            bus += interface_port("s_axil", {port.name, port.role, port.input, port.bits});
    return bus +
           "\nadd_interface irq interrupt end\n"
           "set_interface_property irq associatedClock aclk\n"
           "set_interface_property irq associatedReset aresetn\n"
           "set_interface_property irq associatedAddressablePoint s_axil\n" +
           interface_port("irq", {"irq", "irq", false, 1});
}

} // namespace

std::string quartus_hw_tcl(const Ip& ip) {
    std::string interfaces;
    for (const StreamPort& stream : ip.streams)
        interfaces += stream_interface(stream);
    if (ip.control)
        interfaces += control_interfaces();
    return fmt::format(R"tcl(# SPDX-License-Identifier: Apache-2.0
# Quartus Platform Designer finds this component when its folder is in the IP search path.
package require -exact qsys 16.1

set_module_property NAME {0}
set_module_property VERSION {1}
set_module_property DISPLAY_NAME {0}
set_module_property DESCRIPTION "Streaming inference of the network {0}, made by Sluice"
set_module_property GROUP Sluice
set_module_property EDITABLE false

set folder [file dirname [file normalize [info script]]]
set sources {{
  {2}
}}
set includes {{{3}}}

# The memory images are read where they lie: the header's text names their folder.
proc generate_files {{entity}} {{
  global folder sources includes
  foreach name $includes {{
    if {{[file tail $name] eq "sluice_memory.svh"}} {{
      add_fileset_file sluice_memory.svh SYSTEM_VERILOG_INCLUDE TEXT \
        "`define SLUICE_MEM_DIR \"$folder/mem/\"\n"
    }} else {{
      add_fileset_file [file tail $name] SYSTEM_VERILOG_INCLUDE PATH [file join $folder $name]
    }}
  }}
  foreach name $sources {{
    add_fileset_file [file tail $name] SYSTEM_VERILOG PATH [file join $folder $name]
  }}
}}

foreach {{fileset kind}} {{synthesis QUARTUS_SYNTH simulation SIM_VERILOG}} {{
  add_fileset $fileset $kind generate_files
  set_fileset_property $fileset TOP_LEVEL {0}
}}

add_interface aclk clock end
add_interface_port aclk aclk clk Input 1
add_interface aresetn reset end
set_interface_property aresetn associatedClock aclk
set_interface_property aresetn synchronousEdges BOTH
add_interface_port aresetn aresetn reset_n Input 1
{4})tcl",
                       ip.name, ip.target.version, emit::joined(ip.files.sources, "\n  "),
                       emit::joined(ip.files.includes, " "), interfaces);
}

} // namespace sluice::package
