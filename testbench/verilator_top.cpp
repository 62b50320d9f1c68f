// SPDX-License-Identifier: Apache-2.0
// The Verilator side of the test bench: a top that brings the taps out as ports of plain names (the
// design's own names may be anything to C++), and the header by which the harness finds them.
#include <fmt/format.h>

#include "testbench/description.h"

namespace sluice::testbench {

namespace {

std::string range(int bits) {
    return fmt::format("[{}:0]", bits - 1);
}

std::string stream_initializer(const BenchStream& bench, bool edge) {
    const rtl::Stream& stream = bench.stream;
    return fmt::format("        {{\"{0}\", {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8},\n"
                       "         &top.{9}_valid, &top.{9}_ready, {10}, bytes(top.{9}_data)}},\n",
                       bench.name, bench.layer, bench.tensor, stream.shape.height,
                       stream.shape.width, stream.shape.channels, stream.lanes, stream.pixels,
                       stream.lane_bits, bench.port,
                       edge ? "&top." + bench.port + "_last" : "nullptr");
}

} // namespace

std::string verilator_top(const Description& description) {
    std::string ports, connections, taps;
    for (const BenchStream& in : description.inputs) {
        ports += fmt::format(",\n"
                             "    input  logic {0}_valid,\n"
                             "    output logic {0}_ready,\n"
                             "    input  logic {1} {0}_data,\n"
                             "    input  logic {0}_last",
                             in.port, range(tdata_bits(in.stream)));
        for (const char* signal : {"valid", "ready", "data", "last"})
            connections +=
                fmt::format(",\n      .s_axis_{}_t{}({}_{})", in.name, signal, in.port, signal);
    }
    for (const BenchStream& out : description.outputs) {
        ports += fmt::format(",\n"
                             "    output logic {0}_valid,\n"
                             "    input  logic {0}_ready,\n"
                             "    output logic {1} {0}_data,\n"
                             "    output logic {0}_last",
                             out.port, range(tdata_bits(out.stream)));
        for (const char* signal : {"valid", "ready", "data", "last"})
            connections +=
                fmt::format(",\n      .m_axis_{}_t{}({}_{})", out.name, signal, out.port, signal);
    }
    for (const BenchStream& tap : description.taps) {
        ports += fmt::format(",\n"
                             "    output logic {0}_valid,\n"
                             "    output logic {0}_ready,\n"
                             "    output logic {1} {0}_data",
                             tap.port, range(tap.stream.data_bits()));
        for (const char* signal : {"valid", "ready", "data"})
            taps +=
                fmt::format("  assign {}_{} = u_dut.{}_{};\n", tap.port, signal, tap.name, signal);
    }
    return fmt::format("// SPDX-License-Identifier: Apache-2.0\n"
                       "// The design with the output stream of each layer brought out, for the "
                       "harness.\n"
                       "module {0}_tb (\n"
                       "    input  logic aclk,\n"
                       "    input  logic aresetn{1}{4}\n"
                       ");\n\n"
                       "  {0} u_dut (\n"
                       "      .aclk(aclk),\n"
                       "      .aresetn(aresetn){2}{5}\n"
                       "  );\n\n"
                       "{3}{6}\n"
                       "endmodule\n",
                       description.design, ports, connections, taps, control_ports(description),
                       control_connections(description), control_taps(description));
}

std::string streams_header(const Description& description) {
    std::string text = "// SPDX-License-Identifier: Apache-2.0\n"
                       "// The streams of this design; see harness/stream.h for the fields.\n"
                       "#pragma once\n\n"
                       "#include <cstdint>\n"
                       "#include <vector>\n\n"
                       "#include \"Vtb.h\"\n"
                       "#include \"stream.h\"\n\n"
                       "struct Design {\n"
                       "    std::vector<harness::Stream> inputs, outputs, layers;\n"
                       "    std::int64_t silence_cycles; // longer without a beat is a hang\n"
                       "};\n\n"
                       "template <class Signal> std::uint8_t* bytes(Signal& signal) {\n"
                       "    return reinterpret_cast<std::uint8_t*>(&signal);\n"
                       "}\n\n"
                       "inline Design bind(Vtb& top) {\n"
                       "    Design design;\n";
    const auto add = [&](const char* member, const std::vector<BenchStream>& streams, bool edge) {
        text += fmt::format("    design.{} = {{\n", member);
        for (const BenchStream& stream : streams)
            text += stream_initializer(stream, edge);
        text += "    };\n";
    };
    add("inputs", description.inputs, true);
    add("outputs", description.outputs, true);
    add("layers", description.taps, false);
    text += fmt::format("    design.silence_cycles = {};\n"
                        "    return design;\n"
                        "}}\n",
                        description.silence_cycles);
    return text + control_header(description);
}

} // namespace sluice::testbench
