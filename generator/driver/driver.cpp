// SPDX-License-Identifier: Apache-2.0
#include "generator/driver/driver.h"

#include <fmt/format.h>

#include "base/files.h"
#include "generator/control/registers.h"
#include "generator/driver/driver_files.h"

namespace sluice::driver {

namespace {

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return text;
}

// An entry of struct sluice_stream. Scales are floats to the driver as to the emulator.
std::string stream_entry(const network::Network& network, const network::Interface& interface,
                         const std::string& name, const rtl::Stream& stream) {
    const network::Tensor& tensor = network.tensors.at(static_cast<std::size_t>(interface.tensor));
    // The stream may see the tensor in another geometry with the same order of elements.
    const Shape& shape = stream.pixels == 1 ? tensor.shape : stream.shape;
    return fmt::format("    {{\"{}\", {}u, {}u, {}u, {}u, {}u, {}u, {}u, {}, {:#}f, {}}},\n", name,
                       shape.height, shape.width, shape.channels, stream.lanes, stream.pixels,
                       stream.lane_bits, ceil_div(stream.data_bits(), 8),
                       interface.channels_first ? 1 : 0, static_cast<float>(tensor.scale),
                       tensor.zero_point);
}

std::string names(const std::string& array, const std::vector<std::string>& items) {
    if (items.empty())
        return "";
    std::string text = fmt::format("static const char* const {}[] = {{\n", array);
    for (const std::string& item : items)
        text += fmt::format("    \"{}\",\n", item);
    return text + "};\n";
}

std::string design_header(const network::Network& network, const design::Design& design,
                          const std::optional<emit::Control>& control) {
    const std::string guard = upper(design.name);
    std::string inputs, outputs, registers;
    for (std::size_t i = 0; i < design.inputs.size(); ++i)
        inputs +=
            stream_entry(network, network.inputs.at(i), design.input_names.at(i), design.inputs[i]);
    for (std::size_t i = 0; i < design.outputs.size(); ++i)
        outputs += stream_entry(network, network.outputs.at(i), design.output_names.at(i),
                                design.outputs[i]);
    if (control) {
        const control::Facts facts = control::facts_of(design, control->version, control->hash);
        registers = fmt::format("\n/* What the registers of the IP say. */\n"
                                "static const uint64_t {}_hash = 0x{:016x}u;\n",
                                design.name, facts.hash) +
                    names(design.name + "_layers", facts.layers) +
                    names(design.name + "_fifos", facts.fifos);
    }
    return fmt::format(
        "/* SPDX-License-Identifier: Apache-2.0 */\n"
        "/* The streams of the design {0}; made by Sluice. */\n"
        "#ifndef SLUICE_DESIGN_{1}_H\n#define SLUICE_DESIGN_{1}_H\n\n"
        "#include \"sluice.h\"\n\n"
        "static const struct sluice_stream {0}_inputs[] = {{\n{2}}};\n"
        "static const struct sluice_stream {0}_outputs[] = {{\n{3}}};\n{4}\n#endif\n",
        design.name, guard, inputs, outputs, registers);
}

} // namespace

void write_driver(const network::Network& network, const design::Design& design,
                  const std::optional<emit::Control>& control,
                  const std::filesystem::path& directory) {
    const std::filesystem::path folder = directory / "driver";
    make_directory(folder);
    std::string name = design.name + ".h";
    const auto write_common = [&](const std::string& file, std::string_view text) {
        if (name == file) // the driver's own names are taken
            name = design.name + "_design.h";
        write_file(folder / file, text);
    };
    for (const auto& [path, text] : driver_files())
        write_common(std::filesystem::path(path).filename().string(), text);
    write_common("sluice_registers.h", control::registers_header({}));
    write_file(folder / name, design_header(network, design, control));
    if (!control)
        return;
    const control::Facts facts = control::facts_of(design, control->version, control->hash);
    write_file(folder / "registers.md", control::registers_markdown(facts));
    write_file(folder / "registers.json", control::registers_json(facts));
}

} // namespace sluice::driver
