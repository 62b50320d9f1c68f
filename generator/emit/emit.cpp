// SPDX-License-Identifier: Apache-2.0
#include "generator/emit/emit.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "generator/emit/design_yaml.h"
#include "generator/emit/modules.h"
#include "generator/emit/text.h"
#include "generator/lower/lower.h"
#include "rtl_lib/library.h"

namespace sluice::emit {

namespace {

namespace fs = std::filesystem;

// "WeightFile" becomes "weight".
std::string image_suffix(const std::string& parameter) {
    std::string text;
    for (const char c : parameter.substr(0, parameter.rfind("File"))) {
        if (c >= 'A' && c <= 'Z' && !text.empty())
            text += '_';
        text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

std::string_view library_text(const std::string& path) {
    for (const auto& [name, text] : rtl::library_files())
        if (name == path)
            return text;
    SLUICE_CHECK(false, "library file not embedded: " + path);
    return {};
}

// Every library file in use, each once, what is instantiated before what instantiates.
std::vector<std::string> library_sources(const design::Design& design, bool control) {
    std::vector<std::string> order;
    std::set<std::string> seen;
    for (const design::Node& node : design.nodes)
        for (const std::string& path : rtl::block_sources(node.block))
            if (seen.insert(path).second)
                order.push_back(path);
    if (control)
        for (const std::string& path : rtl::sources(rtl::Control{}))
            if (seen.insert(path).second)
                order.push_back(path);
    return order;
}

// Weights in, files out: the parameter and the file name of each image.
std::vector<std::pair<std::string, std::string>> write_memories(const network::Network& network,
                                                                const design::Design& design,
                                                                const design::Node& node,
                                                                const fs::path& dir) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const rtl::MemoryImage& image : lower::layer_memories(network, node.layer, node.block)) {
        const std::string name =
            fmt::format("{}_{}_{}.mem", design.name, node.name, image_suffix(image.parameter()));
        write_file(dir / "mem" / name, image.hex());
        files.emplace_back(image.parameter(), name);
    }
    return files;
}

} // namespace

Emitted emit(const network::Network& network, const design::Design& design, const fs::path& dir,
             const std::optional<Control>& control) {
    make_directory(dir / "rtl");
    make_directory(dir / "mem");
    Emitted emitted;
    const auto add = [&](const std::string& file, std::string_view text) {
        write_file(dir / "rtl" / file, text);
        (file.ends_with(".svh") ? emitted.includes : emitted.sources).push_back("rtl/" + file);
    };
    add("sluice_memory.svh", library_text("include/sluice_memory.svh"));
    for (const std::string& path : library_sources(design, control.has_value()))
        add(fs::path(path).filename().string(), library_text(path));
    for (const design::Node& node : design.nodes) {
        if (node.layer < 0)
            continue;
        const auto files = write_memories(network, design, node, dir);
        for (const auto& [parameter, file] : files)
            emitted.images.push_back("mem/" + file);
        add(layer_module_name(design, node) + ".sv", layer_module(network, design, node, files));
    }
    add(design.name + ".sv", top_module(network, design, control));
    write_file(dir / "rtl" / "files.f", joined(emitted.sources, "\n") + "\n");
    write_file(dir / "design.yaml", design_yaml(network, design));
    return emitted;
}

} // namespace sluice::emit
