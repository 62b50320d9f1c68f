// SPDX-License-Identifier: Apache-2.0
// Tcl for Vivado: an IP repository, and synthesis out of context. Both work on a copy of the RTL
// whose sluice_memory.svh names the place of the images, since what a relative name in $readmemh
// refers to depends on the tool and on how it runs.
#include <fmt/format.h>

#include "generator/emit/text.h"
#include "generator/package/ip.h"

namespace sluice::package {

namespace {

// {0} name, {1} sources, {2} includes, {3} images. `root` is the folder that holds rtl/ and mem/;
// `stage` copies all into one folder and returns it.
constexpr const char* kStage = R"tcl(
set root [file dirname [file dirname [file normalize [info script]]]]
set sources {{
  {1}
}}
set includes {{{2}}}
set images {{
  {3}
}}

# Copies the design to $folder; the RTL there looks for its memory images in $memories.
proc stage {{folder memories}} {{
  global root sources includes images
  file mkdir $folder
  foreach name [concat $sources $includes $images] {{
    file copy -force [file join $root $name] $folder
  }}
  set header [open [file join $folder sluice_memory.svh] w]
  puts $header "`define SLUICE_MEM_DIR \"$memories/\""
  close $header
}}

proc staged {{folder names}} {{
  set paths {{}}
  foreach name $names {{ lappend paths [file join $folder [file tail $name]] }}
  return $paths
}}
)tcl";

std::string stage(const Ip& ip) {
    return fmt::format(kStage, ip.name, emit::joined(ip.files.sources, "\n  "),
                       emit::joined(ip.files.includes, " "), emit::joined(ip.files.images, "\n  "));
}

// The part that is named on the command line, else the first of the device, else Vivado's own.
std::string part(const Ip& ip) {
    const bool known = ip.target.vendor == "amd";
    return fmt::format("if {{[llength $argv] > 1}} {{\n  set part [lindex $argv 1]\n"
                       "}} else {{\n  set part [lindex [get_parts {}] 0]\n}}\n",
                       known ? ip.target.device + "*" : "");
}

std::string output(const char* folder) {
    return fmt::format(
        "if {{[llength $argv] > 0}} {{\n  set out [file normalize [lindex $argv 0]]\n"
        "}} else {{\n  set out [file join $root package {}]\n}}\n",
        folder);
}

std::string head(const Ip& ip, const char* what, const char* script, const char* folder) {
    return fmt::format("# SPDX-License-Identifier: Apache-2.0\n# {}\n"
                       "#   vivado -mode batch -source package/{} [-tclargs FOLDER [PART]]\n"
                       "# FOLDER is {} by default, PART the first of {}.\n",
                       what, script, fmt::format("package/{}", folder),
                       ip.target.vendor == "amd" ? ip.target.device + "*" : "those installed") +
           stage(ip) + "\n" + output(folder) + part(ip);
}

} // namespace

std::string vivado_ip_tcl(const Ip& ip) {
    std::string interfaces;
    for (const StreamPort& stream : ip.streams)
        interfaces +=
            fmt::format("ipx::associate_bus_interfaces -busif {} -clock aclk $core\n", stream.name);
    if (ip.control)
        interfaces += "ipx::associate_bus_interfaces -busif s_axil -clock aclk $core\n"
                      "ipx::infer_bus_interface irq xilinx.com:signal:interrupt_rtl:1.0 $core\n";
    return head(ip, "Packages the design as an IP: add FOLDER to a project's ip_repo_paths.",
                "vivado_ip.tcl", "vivado_ip") +
           fmt::format(R"tcl(
# Files of an IP that hold memories are found beside the tool's run.
set source_folder [file join $out src]
stage $source_folder .
create_project -force -part $part package_{0} [file join $out project]
add_files -norecurse [staged $source_folder $sources]
add_files -norecurse [staged $source_folder $includes]
set_property file_type {{Verilog Header}} [get_files [staged $source_folder $includes]]
if {{[llength $images] > 0}} {{
  add_files -norecurse [staged $source_folder $images]
  set_property file_type {{Memory Initialization Files}} [get_files [staged $source_folder $images]]
}}
set_property top {0} [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -root_dir $out -vendor sluice -library ip -taxonomy /Sluice -force
set core [ipx::current_core]
set_property name {0} $core
set_property version {1} $core
set_property display_name {0} $core
set_property description {{Streaming inference of the network {0}, made by Sluice}} $core
# TDATA, TVALID, TREADY and TLAST, ACLK and ARESETN are recognised by their names.
{2}ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity $core
ipx::save_core $core
close_project
)tcl",
                       ip.name, ip.target.version, interfaces);
}

std::string vivado_synth_tcl(const Ip& ip) {
    return head(ip, "Synthesises the design out of context: reports and a checkpoint in FOLDER.",
                "vivado_synth.tcl", "vivado_synth") +
           fmt::format(R"tcl(
set source_folder [file join $out src]
stage $source_folder $source_folder
create_project -in_memory -part $part
read_verilog -sv [staged $source_folder $sources]
read_xdc -mode out_of_context [file join $root package {0}.xdc]
synth_design -top {0} -part $part -mode out_of_context -include_dirs $source_folder
report_utilization -hierarchical -file [file join $out utilization.txt]
report_timing_summary -file [file join $out timing.txt]
write_checkpoint -force [file join $out {0}.dcp]
)tcl",
                       ip.name);
}

} // namespace sluice::package
