// SPDX-License-Identifier: Apache-2.0
// The part of the Verilator bench for designs with control registers.
#include <fmt/format.h>

#include "generator/control/registers.h"
#include "testbench/description.h"

namespace sluice::testbench {

namespace {

std::string port_range(int bits) {
    return bits == 1 ? "" : fmt::format("[{}:0] ", bits - 1);
}

// Of sluice_control's inside: name of the port, expression.
const std::pair<const char*, const char*> kInside[] = {
    {"control_resetting", "!u_dut.u_control.core_rst_q"},
    {"control_counting", "u_dut.u_control.core_rst_q && !u_dut.u_control.freeze_q"},
    {"control_restarting", "u_dut.u_control.clear_q"}};

} // namespace

std::string control_ports(const Description& description) {
    if (!description.control)
        return "";
    std::string text;
    for (const control::BusPort& port : control::bus_ports())
        text += fmt::format(",\n    {} logic {}{}", port.input ? "input " : "output",
                            port_range(port.bits), port.name);
    for (const auto& [name, expression] : kInside)
        text += fmt::format(",\n    output logic {}", name);
    for (std::size_t i = 0; i < description.fifos.size(); ++i)
        text += fmt::format(",\n    output logic fifo{0}_push,\n    output logic fifo{0}_pop", i);
    return text;
}

std::string control_connections(const Description& description) {
    std::string text;
    if (description.control)
        for (const control::BusPort& port : control::bus_ports())
            text += fmt::format(",\n      .{0}({0})", port.name);
    return text;
}

std::string control_taps(const Description& description) {
    if (!description.control)
        return "";
    std::string text;
    for (const auto& [name, expression] : kInside)
        text += fmt::format("  assign {} = {};\n", name, expression);
    for (std::size_t i = 0; i < description.fifos.size(); ++i)
        text += fmt::format("  assign fifo{0}_push = {1};\n  assign fifo{0}_pop = {2};\n", i,
                            description.fifos[i].push, description.fifos[i].pop);
    return text;
}

std::string control_header(const Description& description) {
    if (!description.control)
        return "";
    std::string bus, fifos;
    for (const control::BusPort& port : control::bus_ports())
        bus += fmt::format("    bus.{} = &top.{};\n", port.role, port.name);
    for (const auto& [name, expression] : kInside)
        bus += fmt::format("    bus.{} = &top.{};\n", std::string(name).substr(8), name);
    for (std::size_t i = 0; i < description.fifos.size(); ++i)
        fifos += fmt::format("        {{\"{0}\", &top.fifo{1}_push, &top.fifo{1}_pop}},\n",
                             description.fifos[i].name, i);
    return fmt::format("\n#define DESIGN_HAS_CONTROL 1\n#include \"control.h\"\n\n"
                       "inline harness::Control bind_control(Vtb& top, const Design& design, "
                       "std::uint64_t seed) {{\n"
                       "    harness::Bus bus;\n"
                       "{}"
                       "    return harness::Control(bus, {{0x{:08x}u, 0x{:016x}u, {}, {}}}, "
                       "design.layers,\n"
                       "        {{\n{}        }}, seed);\n"
                       "}}\n",
                       bus, control::version_word(description.control->version),
                       description.control->hash, description.inputs.size(),
                       description.outputs.size(), fifos);
}

} // namespace sluice::testbench
