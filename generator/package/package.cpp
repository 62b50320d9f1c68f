// SPDX-License-Identifier: Apache-2.0
#include "generator/package/package.h"

#include <fmt/format.h>

#include "base/files.h"
#include "generator/package/ip.h"
#include "rtl_lib/stream.h"

namespace sluice::package {

namespace {

StreamPort port(const std::string& name, bool sink, const rtl::Stream& stream) {
    const Shape& shape = stream.shape;
    return {name, sink, 8 * ceil_div(stream.data_bits(), 8),
            fmt::format("a frame is {} rows of {} pixels of {} channels; a beat has {} channels of "
                        "{} pixels, {} bits each",
                        shape.height, shape.width, shape.channels, stream.lanes, stream.pixels,
                        stream.lane_bits)};
}

} // namespace

Ip ip_of(const design::Design& design, const emit::Emitted& emitted, const Target& target) {
    Ip ip{design.name, {}, target.control, emitted, target};
    for (std::size_t i = 0; i < design.inputs.size(); ++i)
        ip.streams.push_back(port("s_axis_" + design.input_names[i], true, design.inputs[i]));
    for (std::size_t i = 0; i < design.outputs.size(); ++i)
        ip.streams.push_back(port("m_axis_" + design.output_names[i], false, design.outputs[i]));
    return ip;
}

std::vector<Signal> signals_of(const StreamPort& stream) {
    return {{stream.name + "_tdata", "tdata", stream.sink, stream.data_bits},
            {stream.name + "_tvalid", "tvalid", stream.sink, 1},
            {stream.name + "_tready", "tready", !stream.sink, 1},
            {stream.name + "_tlast", "tlast", stream.sink, 1}};
}

void write_package(const design::Design& design, const emit::Emitted& emitted, const Target& target,
                   const std::filesystem::path& directory) {
    const Ip ip = ip_of(design, emitted, target);
    write_file(directory / (ip.name + ".core"), fusesoc_core(ip));
    write_file(directory / "component.xml", ip_xact(ip));
    write_file(directory / (ip.name + "_hw.tcl"), quartus_hw_tcl(ip));
    const std::filesystem::path folder = directory / "package";
    make_directory(folder);
    write_file(folder / (ip.name + ".ys"), yosys_script(ip));
    write_file(folder / (ip.name + ".sdc"), clock_constraint(ip));
    write_file(folder / (ip.name + ".xdc"), clock_constraint(ip));
    write_file(folder / "vivado_ip.tcl", vivado_ip_tcl(ip));
    write_file(folder / "vivado_synth.tcl", vivado_synth_tcl(ip));
    write_file(folder / fmt::format("litex_{}.py", ip.name), litex_module(ip));
}

} // namespace sluice::package
