// SPDX-License-Identifier: Apache-2.0
// component.xml, IEEE 1685-2014. The schema fixes the order of the elements.
#include <fmt/format.h>

#include "generator/control/registers.h"
#include "generator/package/ip.h"

namespace sluice::package {

namespace {

constexpr const char* kHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<ipxact:component xmlns:ipxact="http://www.accellera.org/XMLSchema/IPXACT/1685-2014"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.accellera.org/XMLSchema/IPXACT/1685-2014 http://www.accellera.org/XMLSchema/IPXACT/1685-2014/index.xsd">
  <ipxact:vendor>sluice</ipxact:vendor>
  <ipxact:library>ip</ipxact:library>
  <ipxact:name>{0}</ipxact:name>
  <ipxact:version>{1}</ipxact:version>
)";

// A bus definition or an abstraction of it.
struct BusType {
    std::string vendor, library, name, version;
};

std::string reference(const std::string& element, const BusType& type) {
    return fmt::format(R"(<ipxact:{} vendor="{}" library="{}" name="{}" version="{}"/>)", element,
                       type.vendor, type.library, type.name, type.version);
}

std::string port_map(const std::string& logical, const std::string& physical) {
    return fmt::format(R"(            <ipxact:portMap>
              <ipxact:logicalPort><ipxact:name>{}</ipxact:name></ipxact:logicalPort>
              <ipxact:physicalPort><ipxact:name>{}</ipxact:name></ipxact:physicalPort>
            </ipxact:portMap>
)",
                       logical, physical);
}

// `mode`: "<ipxact:slave/>" or so.
std::string bus_interface(const std::string& name, const BusType& bus, const BusType& abstraction,
                          const std::string& maps, const std::string& mode) {
    return fmt::format(R"(    <ipxact:busInterface>
      <ipxact:name>{}</ipxact:name>
      {}
      <ipxact:abstractionTypes>
        <ipxact:abstractionType>
          {}
          <ipxact:portMaps>
{}          </ipxact:portMaps>
        </ipxact:abstractionType>
      </ipxact:abstractionTypes>
      {}
    </ipxact:busInterface>
)",
                       name, reference("busType", bus), reference("abstractionRef", abstraction),
                       maps, mode);
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string bus_interfaces(const Ip& ip) {
    std::string text;
    for (const StreamPort& stream : ip.streams) {
        std::string maps;
        for (const Signal& signal : signals_of(stream))
            maps += port_map(upper(signal.role), signal.name);
        text += bus_interface(stream.name, {"amba.com", "AMBA4", "AXI4Stream", "r0p0_1"},
                              {"amba.com", "AMBA4", "AXI4Stream_rtl", "r0p0_1"}, maps,
                              stream.sink ? "<ipxact:slave/>" : "<ipxact:master/>");
    }
    if (ip.control) {
        std::string maps;
        for (const control::BusPort& port : control::bus_ports())
            if (port.name != "irq")
                maps += port_map(upper(port.role), port.name);
        text += bus_interface("s_axil", {"amba.com", "AMBA4", "AXI4-Lite", "r0p0_0"},
                              {"amba.com", "AMBA4", "AXI4-Lite_rtl", "r0p0_0"}, maps,
                              "<ipxact:slave><ipxact:memoryMapRef memoryMapRef=\"registers\"/>"
                              "</ipxact:slave>");
    }
    return "  <ipxact:busInterfaces>\n" + text + "  </ipxact:busInterfaces>\n";
}

std::string wire(const Signal& signal) {
    const std::string vector =
        signal.bits == 1
            ? ""
            : fmt::format("          <ipxact:vectors><ipxact:vector><ipxact:left>{}</ipxact:left>"
                          "<ipxact:right>0</ipxact:right></ipxact:vector></ipxact:vectors>\n",
                          signal.bits - 1);
    return fmt::format("      <ipxact:port>\n        <ipxact:name>{}</ipxact:name>\n"
                       "        <ipxact:wire>\n          <ipxact:direction>{}</ipxact:direction>\n"
                       "{}        </ipxact:wire>\n      </ipxact:port>\n",
                       signal.name, signal.input ? "in" : "out", vector);
}

std::string model(const Ip& ip) {
    std::string ports = wire({"aclk", "", true, 1}) + wire({"aresetn", "", true, 1});
    for (const StreamPort& stream : ip.streams)
        for (const Signal& signal : signals_of(stream))
            ports += wire(signal);
    if (ip.control)
        for (const control::BusPort& port : control::bus_ports())
            ports += wire({port.name, "", port.input, port.bits});
    return fmt::format(R"(  <ipxact:model>
    <ipxact:views>
      <ipxact:view>
        <ipxact:name>rtl</ipxact:name>
        <ipxact:componentInstantiationRef>rtl</ipxact:componentInstantiationRef>
      </ipxact:view>
    </ipxact:views>
    <ipxact:instantiations>
      <ipxact:componentInstantiation>
        <ipxact:name>rtl</ipxact:name>
        <ipxact:language>systemVerilog</ipxact:language>
        <ipxact:moduleName>{}</ipxact:moduleName>
        <ipxact:fileSetRef><ipxact:localName>rtl</ipxact:localName></ipxact:fileSetRef>
        <ipxact:fileSetRef><ipxact:localName>memory</ipxact:localName></ipxact:fileSetRef>
      </ipxact:componentInstantiation>
    </ipxact:instantiations>
    <ipxact:ports>
{}    </ipxact:ports>
  </ipxact:model>
)",
                       ip.name, ports);
}

// The address block alone: its registers are in driver/registers.json.
std::string memory_map(const Ip& ip) {
    if (!ip.control)
        return "";
    return fmt::format(R"(  <ipxact:memoryMaps>
    <ipxact:memoryMap>
      <ipxact:name>registers</ipxact:name>
      <ipxact:addressBlock>
        <ipxact:name>registers</ipxact:name>
        <ipxact:baseAddress>0</ipxact:baseAddress>
        <ipxact:range>{}</ipxact:range>
        <ipxact:width>32</ipxact:width>
        <ipxact:usage>register</ipxact:usage>
        <ipxact:access>read-write</ipxact:access>
      </ipxact:addressBlock>
      <ipxact:addressUnitBits>8</ipxact:addressUnitBits>
    </ipxact:memoryMap>
  </ipxact:memoryMaps>
)",
                       1 << control::kAddressBits);
}

std::string file(const std::string& name, const std::string& type, bool include = false) {
    return fmt::format("      <ipxact:file>\n        <ipxact:name>{}</ipxact:name>\n"
                       "        <ipxact:fileType{}>{}</ipxact:fileType>\n{}      </ipxact:file>\n",
                       name, type == "user" ? " user=\"memory image\"" : "", type,
                       include ? "        <ipxact:isIncludeFile>true</ipxact:isIncludeFile>\n"
                               : "");
}

std::string file_sets(const Ip& ip) {
    std::string rtl, memory;
    for (const std::string& name : ip.files.includes)
        rtl += file(name, "systemVerilogSource", true);
    for (const std::string& name : ip.files.sources)
        rtl += file(name, "systemVerilogSource");
    for (const std::string& name : ip.files.images)
        memory += file(name, "user");
    const auto set = [](const char* name, const std::string& files) {
        return fmt::format("    <ipxact:fileSet>\n      <ipxact:name>{}</ipxact:name>\n{}"
                           "    </ipxact:fileSet>\n",
                           name, files);
    };
    return "  <ipxact:fileSets>\n" + set("rtl", rtl) + set("memory", memory) +
           "  </ipxact:fileSets>\n";
}

// What a tool that connects the streams must know and cannot see in the ports.
std::string parameters(const Ip& ip) {
    std::string text;
    for (const StreamPort& stream : ip.streams)
        text += fmt::format(R"(    <ipxact:parameter type="string">
      <ipxact:name>{0}_beats</ipxact:name>
      <ipxact:value>"{1}"</ipxact:value>
    </ipxact:parameter>
)",
                            stream.name, stream.beats);
    return fmt::format(R"(  <ipxact:parameters>
    <ipxact:parameter type="real">
      <ipxact:name>clock_mhz</ipxact:name>
      <ipxact:value>{}</ipxact:value>
    </ipxact:parameter>
{}  </ipxact:parameters>
)",
                       ip.target.clock_mhz, text);
}

} // namespace

std::string ip_xact(const Ip& ip) {
    return fmt::format(kHead, ip.name, ip.target.version) + bus_interfaces(ip) + memory_map(ip) +
           model(ip) + file_sets(ip) +
           fmt::format("  <ipxact:description>Streaming inference of the network {}, made by "
                       "Sluice. Memory images are looked for in SLUICE_MEM_DIR, see "
                       "rtl/sluice_memory.svh.</ipxact:description>\n",
                       ip.name) +
           parameters(ip) + "</ipxact:component>\n";
}

} // namespace sluice::package
