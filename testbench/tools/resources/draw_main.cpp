// SPDX-License-Identifier: Apache-2.0
// sluice_draw_blocks FOLDER COUNT SEED PRODUCTS DEVICE [KIND...]: writes COUNT random instances of
// each kind below FOLDER, with what the resource model says of each on DEVICE's family:
//   FOLDER/rtl/...            the library
//   FOLDER/<kind>_<n>_*.hex   memory images
//   FOLDER/blocks.json        modules, parameters, files, estimates; of a convolution its parts too
// testbench/tools/resources/fit.py runs it and compares with Yosys.
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "base/error.h"
#include "base/files.h"
#include "rtl_lib/blocks/conv/layout.h"
#include "rtl_lib/library.h"
#include "testbench/tools/resources/draw.h"

namespace {

using namespace sluice;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

Json use_json(const rtl::Resources& use) {
    return {{"dsp", use.dsp}, {"lut", use.lut}, {"ff", use.ff}, {"bram", use.bram}};
}

void write_library(const fs::path& folder) {
    for (const auto& [path, text] : rtl::library_files()) {
        make_directory((folder / "rtl" / path).parent_path());
        write_file(folder / "rtl" / path, std::string(text));
    }
}

// What the model says of the parts that a convolution is made of.
Json parts_json(const rtl::Conv& conv, const Family& family) {
    const rtl::ConvLayout layout = rtl::conv_layout(conv);
    return {{"window", use_json(rtl::window_resources(layout.window, family))},
            {"dot", use_json(rtl::dot_resources(layout.dot, family))},
            {"requant", use_json(rtl::requant_resources(layout.requant, family))}};
}

Json block_json(const testbench::DrawnBlock& drawn, const std::string& name, const fs::path& folder,
                const Family& family) {
    Json json = {{"name", name},
                 {"kind", drawn.kind},
                 {"module", rtl::block_module_name(drawn.block)},
                 {"estimate", use_json(rtl::block_resources(drawn.block, family))}};
    for (const rtl::Parameter& parameter : rtl::block_parameters(drawn.block)) {
        if (parameter.fields.empty())
            json["parameters"][parameter.name] = parameter.value;
        else
            json["parameters"][parameter.name] = parameter.fields;
    }
    for (const rtl::MemoryImage& image : drawn.memories) {
        const std::string file = name + "_" + image.parameter() + ".hex";
        write_file(folder / file, image.hex());
        json["files"][image.parameter()] = file;
        json["words"][image.parameter()] = image.words();
    }
    for (const std::string& source : rtl::block_sources(drawn.block))
        json["sources"].push_back("rtl/" + source);
    if (const auto* conv = std::get_if<rtl::Conv>(&drawn.block))
        json["parts"] = parts_json(*conv, family);
    return json;
}

} // namespace

int main(int count, char** texts) try {
    const std::vector<std::string> arguments(texts + 1, texts + count);
    if (arguments.size() < 5) {
        std::cerr << "usage: sluice_draw_blocks FOLDER COUNT SEED PRODUCTS DEVICE [KIND...]\n";
        return 2;
    }
    const fs::path folder = arguments[0];
    const int each = std::stoi(arguments[1]);
    const std::uint64_t seed = std::stoull(arguments[2]);
    const int products = std::stoi(arguments[3]);
    const Family& family = find_device(arguments[4]).family.facts;
    std::vector<std::string> kinds(arguments.begin() + 5, arguments.end());
    if (kinds.empty())
        kinds = testbench::drawn_kinds();
    write_library(folder);
    Json list = Json::array();
    for (const std::string& kind : kinds)
        for (int n = 0; n < each; ++n) {
            const auto drawn =
                testbench::draw_block(kind, seed + static_cast<std::uint64_t>(n), products, family);
            list.push_back(block_json(drawn, fmt::format("{}_{}", kind, n), folder, family));
        }
    write_file(folder / "blocks.json", list.dump(1) + "\n");
    return 0;
} catch (const std::exception& error) {
    std::cerr << "sluice_draw_blocks: " << error.what() << "\n";
    return 1;
}
