// SPDX-License-Identifier: Apache-2.0
// The design as other tools want it: FuseSoC, IP-XACT, Vivado, Quartus, Yosys, LiteX, constraints.
#pragma once

#include <filesystem>
#include <string>

#include "generator/design/design.h"
#include "generator/emit/emit.h"

namespace sluice::package {

// What the files say beyond the design. `family` and `vendor` are those of base/device_files, and
// empty without a device.
struct Target {
    std::string version;  // of Sluice, "1.2.3"
    bool control = false; // the design has the registers of emit::Control
    std::string device;   // part number in lower case, up to the package
    std::string family;
    std::string vendor;
    double clock_mhz = 100;
};

// Writes below `directory`, which holds what `emitted` names, next to rtl/ and mem/:
//   <name>.core, component.xml, <name>_hw.tcl          found by FuseSoC, IP-XACT tools, Quartus
//   package/<name>.ys, .sdc, .xdc                      Yosys script, clock constraint
//   package/vivado_ip.tcl, vivado_synth.tcl            an IP repository; out-of-context synthesis
//   package/litex_<name>.py                            a Migen module
// Every path in them is relative, so that the directory may be moved. Same input, same bytes.
void write_package(const design::Design& design, const emit::Emitted& emitted, const Target& target,
                   const std::filesystem::path& directory);

} // namespace sluice::package
