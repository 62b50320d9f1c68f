// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "generator/emit/text.h"
#include "generator/package/ip.h"

namespace sluice::package {

namespace {

// The synthesis command of the family. Yosys 0.23 makes wrong netlists of some iCE40 multiplier
// blocks, so that there multiplications stay logic.
std::string synthesis(const Ip& ip) {
    const std::string& family = ip.target.family;
    const auto one_of = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (family == name)
                return true;
        return false;
    };
    if (one_of({"zynq-7000", "artix-7"}))
        return "synth_xilinx -family xc7";
    if (one_of({"zynq-ultrascale-plus", "kintex-ultrascale-plus", "alveo"}))
        return "synth_xilinx -family xcup";
    if (one_of({"ecp5", "ice40"}))
        return "synth_" + family;
    if (one_of({"cyclone-v"}))
        return "synth_intel_alm -family cyclonev";
    return "synth";
}

} // namespace

std::string yosys_script(const Ip& ip) {
    return fmt::format(
        "# SPDX-License-Identifier: Apache-2.0\n"
        "# Synthesises the design with Yosys, to package/{0}.json; run it where rtl/ "
        "and mem/ are:\n"
        "#   yosys package/{0}.ys\n"
        "read_verilog -sv -defer -Irtl \\\n  {1}\n"
        "hierarchy -check -top {0}\n"
        "{2} -top {0}\n"
        "check -assert\n"
        "stat\n"
        "write_json package/{0}.json\n",
        ip.name, emit::joined(ip.files.sources, " \\\n  "), synthesis(ip));
}

std::string clock_constraint(const Ip& ip) {
    return fmt::format("# SPDX-License-Identifier: Apache-2.0\n"
                       "# {0} MHz. For the design alone; inside another one its clock is defined "
                       "there.\n"
                       "create_clock -name aclk -period {1:.3f} [get_ports aclk]\n",
                       ip.target.clock_mhz, ip.period_ns());
}

} // namespace sluice::package
