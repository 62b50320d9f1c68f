// SPDX-License-Identifier: Apache-2.0
// The register map as Markdown, JSON and a C header.
#include <fmt/format.h>

#include "generator/control/registers.h"

namespace sluice::control {

namespace {

const char* access_name(Access access) {
    switch (access) {
    case Access::read_only:
        return "read-only";
    case Access::read_write:
        return "read-write";
    case Access::write_one_to_clear:
        return "write-one-to-clear";
    }
    return "";
}

std::string bit_range(const Field& field) {
    return field.bits == 1 ? fmt::format("{}", field.low)
                           : fmt::format("{}:{}", field.low + field.bits - 1, field.low);
}

std::string field_mask(const Field& field) {
    const std::uint64_t ones = (std::uint64_t{1} << field.bits) - 1;
    return fmt::format("0x{:08x}u", static_cast<std::uint32_t>(ones << field.low));
}

// All texts here are the table's own or identifiers, so that quotes alone need an escape.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
}

} // namespace

std::string registers_markdown(const Facts& facts) {
    std::string text = fmt::format(
        "# Registers of {}\n\n"
        "32-bit words behind AXI4-Lite (`s_axil_*`, {} address bits). What is not listed answers "
        "SLVERR, and so does a write of what is read-only. Network hash 0x{:016x}, Sluice {}.\n\n"
        "| offset | name | access | |\n|---|---|---|---|\n",
        facts.design, kAddressBits, facts.hash, facts.version);
    for (const Register& reg : registers(facts)) {
        std::string words = reg.text;
        for (const Field& field : reg.fields)
            words += fmt::format("{}{} `{}`{}{}", words.empty() ? "" : "; ", bit_range(field),
                                 field.name, field.text.empty() ? "" : ": ", field.text);
        std::string offset = fmt::format("0x{:04x}", reg.offset);
        if (reg.stride != 0)
            offset += fmt::format(" + {} i, i < {}", reg.stride, reg.items.size());
        text += fmt::format("| {} | {} | {} | {} |\n", offset, reg.name, access_name(reg.access),
                            words);
    }
    const std::pair<const char*, const std::vector<std::string>*> lists[] = {
        {"Inputs", &facts.inputs},
        {"Outputs", &facts.outputs},
        {"Layers", &facts.layers},
        {"FIFOs", &facts.fifos}};
    for (const auto& [title, names] : lists) {
        text += fmt::format("\n## {}\n\n| i | |\n|---|---|\n", title);
        for (std::size_t i = 0; i < names->size(); ++i)
            text += fmt::format("| {} | {} |\n", i, (*names)[i]);
    }
    return text;
}

std::string registers_json(const Facts& facts) {
    std::string list;
    for (const Register& reg : registers(facts)) {
        std::string fields, items;
        for (const Field& field : reg.fields)
            fields += fmt::format(
                "{}\n        {{\"name\": {}, \"low\": {}, \"bits\": {}, \"description\": {}}}",
                fields.empty() ? "" : ",", quoted(field.name), field.low, field.bits,
                quoted(field.text));
        for (const std::string& item : reg.items)
            items += (items.empty() ? "" : ", ") + quoted(item);
        list += fmt::format("{}    {{\"name\": {}, \"offset\": {}, \"count\": {}, \"stride\": {}, "
                            "\"access\": {},\n     \"description\": {},\n     \"items\": [{}],\n"
                            "     \"fields\": [{}]}}",
                            list.empty() ? "" : ",\n", quoted(reg.name), reg.offset,
                            reg.stride == 0 ? 1 : reg.items.size(), reg.stride,
                            quoted(access_name(reg.access)), quoted(reg.text), items, fields);
    }
    return fmt::format("{{\n  \"design\": {},\n  \"sluice_version\": {},\n"
                       "  \"network_hash\": \"{:016x}\",\n  \"address_bits\": {},\n"
                       "  \"registers\": [\n{}\n  ]\n}}\n",
                       quoted(facts.design), quoted(facts.version), facts.hash, kAddressBits, list);
}

std::string registers_header(const Facts& facts) {
    std::string text = "/* SPDX-License-Identifier: Apache-2.0 */\n"
                       "/* Made by Sluice: the registers of --control axi-lite, the same in every "
                       "design. */\n"
                       "#ifndef SLUICE_REGISTERS_H\n#define SLUICE_REGISTERS_H\n\n"
                       "/* Byte offsets; those with an argument are of one input, output, layer or "
                       "FIFO. */\n";
    std::string masks;
    for (const Register& reg : registers(facts)) {
        text += reg.stride != 0
                    ? fmt::format("#define SLUICE_{}(i) (0x{:04x}u + {}u * (unsigned)(i))\n",
                                  reg.name, reg.offset, reg.stride)
                    : fmt::format("#define SLUICE_{} 0x{:04x}u\n", reg.name, reg.offset);
        if (reg.value != 0)
            masks += fmt::format("#define SLUICE_{}_VALUE 0x{:08x}u\n", reg.name, reg.value);
        for (const Field& field : reg.fields)
            masks += fmt::format("#define SLUICE_{0}_{1}_SHIFT {2}\n"
                                 "#define SLUICE_{0}_{1}_MASK {3}\n",
                                 reg.name, field.name, field.low, field_mask(field));
    }
    return text + "\n" + masks + "\n#endif\n";
}

} // namespace sluice::control
