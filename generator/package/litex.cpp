// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "generator/control/registers.h"
#include "generator/package/ip.h"

namespace sluice::package {

namespace {

std::string class_name(const std::string& identifier) {
    std::string text;
    bool start = true;
    for (const char c : identifier) {
        if (c == '_') {
            start = true;
            continue;
        }
        text += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        start = false;
    }
    return text;
}

std::string python_list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items)
        text += fmt::format("    \"{}\",\n", item);
    return text;
}

// s_axis_image: the endpoint of LiteX that it is.
std::string endpoint(const StreamPort& stream) {
    return (stream.sink ? "sink_" : "source_") + stream.name.substr(7);
}

// "awvalid" is bus.aw.valid, "wdata" bus.w.data.
std::string bus_field(const std::string& role) {
    const std::size_t channel = role.starts_with("aw") || role.starts_with("ar") ? 2 : 1;
    return "bus." + role.substr(0, channel) + "." + role.substr(channel);
}

} // namespace

std::string litex_module(const Ip& ip) {
    std::string endpoints, connections;
    for (const StreamPort& stream : ip.streams) {
        const std::string name = endpoint(stream);
        endpoints +=
            fmt::format("        # {}\n        self.{} = stream.Endpoint([(\"data\", {})])\n",
                        stream.beats, name, stream.data_bits);
        const char in = stream.sink ? 'i' : 'o';
        const char out = stream.sink ? 'o' : 'i';
        const std::pair<const char*, const char*> forward[] = {
            {"tdata", "data"}, {"tvalid", "valid"}, {"tlast", "last"}};
        for (const auto& [signal, field] : forward)
            connections += fmt::format("            {}_{}_{}=self.{}.{},\n", in, stream.name,
                                       signal, name, field);
        connections +=
            fmt::format("            {}_{}_tready=self.{}.ready,\n", out, stream.name, name);
    }
    if (ip.control) {
        endpoints += "        # The registers of driver/registers.md.\n"
                     "        self.bus = axi.AXILiteInterface(data_width=32, address_width=14)\n"
                     "        self.irq = Signal()\n";
        for (const control::BusPort& port : control::bus_ports())
            connections +=
                fmt::format("            {}_{}=self.{},\n", port.input ? 'i' : 'o', port.name,
                            port.name == "irq" ? "irq" : bus_field(port.role));
    }
    return fmt::format(R"py(# SPDX-License-Identifier: Apache-2.0
"""The design {0} as a LiteX (Migen) module.

    from litex_{0} import {1}
    self.submodules.{0} = {1}(platform, "build/{0}")

The endpoints carry beats as the design's AXI4-Streams do. The RTL is copied to the folder that is
named, so that it knows the absolute place of its memory images.
"""
import os
import shutil

from migen import ClockSignal, Instance, Module, ResetSignal{7}

from litex.soc.interconnect import {8}stream

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCES = [
{2}]
INCLUDES = [
{3}]
IMAGES = [
{4}]


def stage(folder):
    """Copies RTL and memory images to `folder`; gives the sources' paths in compile order."""
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    for name in SOURCES + INCLUDES + IMAGES:
        shutil.copy(os.path.join(ROOT, name), folder)
    with open(os.path.join(folder, "sluice_memory.svh"), "w", encoding="utf-8") as header:
        header.write(f'`define SLUICE_MEM_DIR "{{folder}}/"\n')
    return [os.path.join(folder, os.path.basename(name)) for name in SOURCES]


class {1}(Module):
    def __init__(self, platform, folder):
{5}
        # # #

        self.specials += Instance(
            "{0}",
            i_aclk=ClockSignal(),
            i_aresetn=~ResetSignal(),
{6}        )
        for path in stage(folder):
            platform.add_source(path, language="systemverilog")
        platform.add_verilog_include_path(os.path.abspath(folder))
)py",
                       ip.name, class_name(ip.name), python_list(ip.files.sources),
                       python_list(ip.files.includes), python_list(ip.files.images), endpoints,
                       connections, ip.control ? ", Signal" : "", ip.control ? "axi, " : "");
}

} // namespace sluice::package
