// SPDX-License-Identifier: Apache-2.0
#include "base/device_file.h"

#include <map>
#include <string>

#include <yaml-cpp/yaml.h>

#include "base/device_files.h"
#include "base/error.h"

namespace sluice {

namespace {

Packing packing_of(const std::string& text) {
    if (text == "spaced16")
        return Packing::spaced16;
    if (text == "spaced18")
        return Packing::spaced18;
    SLUICE_CHECK(text == "none", "a device file names an unknown packing");
    return Packing::none;
}

// The fact's value; the fallback of a fact that a family may lack.
template <typename T> T value_of(const YAML::Node& facts, const char* name, const T& fallback) {
    return facts[name] ? facts[name]["is"].as<T>() : fallback;
}

template <typename T> T value_of(const YAML::Node& facts, const char* name) {
    SLUICE_CHECK(facts[name].IsDefined(), "a device file lacks a fact");
    return facts[name]["is"].as<T>();
}

Family numbers_of(const YAML::Node& facts, const std::string& name) {
    using Rows = std::vector<std::vector<std::int64_t>>;
    Family family;
    family.name = name;
    family.lut_inputs = value_of<int>(facts, "lut_inputs");
    family.packing = packing_of(value_of<std::string>(facts, "packing"));
    family.multipliers_per_dsp = value_of<int>(facts, "multipliers_per_dsp");
    const auto multiplier = value_of<std::vector<int>>(facts, "multiplier");
    family.multiplier_wide_bits = multiplier.at(0);
    family.multiplier_narrow_bits = multiplier.at(1);
    family.multiplier_registers = value_of<bool>(facts, "multiplier_registers");
    family.block_unit = value_of<double>(facts, "bram_unit");
    family.block_read_ports = value_of<int>(facts, "bram_read_ports");
    family.block_shapes.clear();
    for (const auto& shape : value_of<Rows>(facts, "bram_shapes"))
        family.block_shapes.push_back({shape.at(0), static_cast<int>(shape.at(1))});
    family.lut_memory.clear();
    for (const auto& piece : value_of<Rows>(facts, "lut_memory", {}))
        family.lut_memory.push_back(
            {piece.at(0), static_cast<int>(piece.at(1)), static_cast<int>(piece.at(2))});
    family.lut_memory_words = value_of<std::int64_t>(facts, "lut_memory_words", 0);
    family.lut_memory_bits = value_of<std::int64_t>(facts, "lut_memory_bits", 0);
    family.lut_memory_cost = value_of<double>(facts, "lut_memory_cost", 4);
    family.lut_memory_share = value_of<double>(facts, "lut_memory_share", 0);
    family.block_cost = value_of<double>(facts, "block_cost", 0);
    return family;
}

std::vector<Fact> stated_facts(const YAML::Node& facts) {
    std::vector<Fact> stated;
    for (const auto& entry : facts) {
        YAML::Emitter text;
        text << YAML::Flow << entry.second["is"];
        stated.push_back({entry.first.as<std::string>(), text.c_str(),
                          entry.second["source"].as<std::string>()});
    }
    return stated;
}

DeviceFamily family_of(const YAML::Node& file, const YAML::Node& facts) {
    DeviceFamily family;
    family.name = file["family"].as<std::string>();
    family.vendor = file["vendor"].as<std::string>();
    family.source = file["source"].as<std::string>();
    family.checked = file["checked"].as<std::string>();
    // Families that share facts have one name as families of facts.
    family.facts =
        numbers_of(facts, file["facts_of"] ? file["facts_of"].as<std::string>() : family.name);
    family.dsp_block = value_of<std::string>(facts, "dsp_block");
    family.bram_block = value_of<std::string>(facts, "bram_block");
    family.bram_kibit = value_of<double>(facts, "bram_kibit");
    family.deep_memory = value_of<std::string>(facts, "deep_memory", "");
    family.stated = stated_facts(facts);
    return family;
}

} // namespace

std::vector<DeviceFile> read_device_files() {
    std::map<std::string, YAML::Node> texts; // by family
    for (const auto& [path, text] : device_files()) {
        const YAML::Node file = YAML::Load(std::string(text));
        texts[file["family"].as<std::string>()] = file;
    }
    std::vector<DeviceFile> files;
    for (const auto& [name, text] : texts) {
        const YAML::Node shared =
            text["facts_of"] ? texts.at(text["facts_of"].as<std::string>()) : text;
        DeviceFile file;
        file.family = family_of(text, shared["facts"]);
        for (const auto& entry : text["devices"]) {
            const YAML::Node& counts = entry.second;
            file.devices.push_back({entry.first.as<std::string>(), file.family,
                                    counts["dsp"].as<int>(), counts["lut"].as<int>(),
                                    counts["ff"].as<int>(), counts["bram"].as<int>(),
                                    counts["uram"].as<int>(0)});
        }
        for (const auto& entry : text["boards"])
            file.boards.push_back({entry.first.as<std::string>(), entry.second.as<std::string>()});
        files.push_back(std::move(file));
    }
    return files;
}

} // namespace sluice
