# SPDX-License-Identifier: Apache-2.0
# tclsh vendor_stub.tcl SCRIPT [ARGUMENTS...]: runs a script for Vivado or Platform Designer with the
# tools' commands replaced. Each call becomes a line "command argument...": words in braces where
# Tcl needs them. What is none of the commands below fails, as a misspelt one must.
set known {
  add_fileset add_fileset_file add_files add_interface add_interface_port close_project
  create_project create_clock ipx::associate_bus_interfaces ipx::check_integrity
  ipx::create_xgui_files ipx::infer_bus_interface ipx::package_project ipx::save_core ipx::update_checksums package
  read_verilog read_xdc report_timing_summary report_utilization set_fileset_property
  set_interface_property set_module_property set_property synth_design update_compile_order
  write_checkpoint
}
set answers {
  current_fileset sources_1 get_parts xc7z020clg400-1 ipx::current_core core get_ports aclk
}
rename package tcl_package
namespace eval ipx {}
foreach command $known {
  proc $command args "puts \[list $command {*}\$args\]"
}
foreach {command answer} $answers {
  proc $command args [list return $answer]
}
proc get_files files { return $files }

set script [lindex $argv 0]
set argv [lrange $argv 1 end]
proc run {} { # as the tools do: `info script` names the script
  uplevel #0 [list source $::script]
}
if {[catch run message]} {
  puts stderr $::errorInfo
  exit 1
}
# Platform Designer calls what the filesets name.
if {[llength [info procs generate_files]] > 0} {
  generate_files top
}
