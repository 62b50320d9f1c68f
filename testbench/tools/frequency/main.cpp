// SPDX-License-Identifier: Apache-2.0
// sluice_block_frequency FOLDER COUNT SEED PRODUCTS [KIND...]: COUNT random instances of each kind
// of block (testbench/tools/resources/draw.h), each placed and routed alone on an iCE40 HX8K: a
// line with MHz, LUTs, flip-flops and the slowest path; the slowest of all at the end. Scripts and
// logs stay in FOLDER.
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "base/devices.h"
#include "base/error.h"
#include "base/files.h"
#include "generator/emit/text.h"
#include "rtl_lib/library.h"
#include "testbench/synth/block_run.h"
#include "testbench/tools/resources/draw.h"

namespace {

using namespace sluice;
using namespace sluice::testbench;
namespace fs = std::filesystem;

std::string write_library(const fs::path& folder) {
    std::string files;
    make_directory(folder / "rtl");
    for (const auto& [path, text] : rtl::library_files()) {
        const std::string leaf = fs::path(path).filename().string();
        write_file(folder / "rtl" / leaf, std::string(text));
        if (leaf.ends_with(".sv"))
            files += "rtl/" + leaf + " ";
    }
    return files;
}

BlockInstance instance_of(const DrawnBlock& drawn, const std::string& name,
                          const fs::path& folder) {
    std::vector<std::string> parameters;
    for (const rtl::Parameter& parameter : rtl::block_parameters(drawn.block))
        parameters.push_back(emit::parameter_text(parameter));
    for (const rtl::MemoryImage& image : drawn.memories) {
        const std::string file = name + "_" + image.parameter() + ".hex";
        write_file(folder / file, image.hex());
        parameters.push_back(fmt::format(".{}(\"{}\")", image.parameter(), file));
    }
    return {fmt::format("{} #({})", rtl::block_module_name(drawn.block),
                        emit::joined(parameters, ", ")),
            rtl::block_input_streams(drawn.block), rtl::block_output_streams(drawn.block)};
}

} // namespace

int main(int count, char** texts) try {
    const std::vector<std::string> arguments(texts + 1, texts + count);
    if (arguments.size() < 4) {
        std::cerr << "usage: sluice_block_frequency FOLDER COUNT SEED PRODUCTS [KIND...]\n";
        return 2;
    }
    const fs::path folder = fs::absolute(arguments[0]);
    const int each = std::stoi(arguments[1]);
    const std::uint64_t seed = std::stoull(arguments[2]);
    const int products = std::stoi(arguments[3]);
    std::vector<std::string> kinds(arguments.begin() + 4, arguments.end());
    if (kinds.empty())
        kinds = drawn_kinds();
    const SynthFamily& family = find_synth_family("ice40");
    require_synth_tools(family);
    const Family facts = find_device(family.device).family.facts;
    const std::string rtl = write_library(folder);
    std::string slowest;
    double lowest = 0;
    for (const std::string& kind : kinds)
        for (int n = 0; n < each; ++n) {
            const std::string name = fmt::format("{}_{}", kind, n);
            const DrawnBlock drawn =
                draw_block(kind, seed + static_cast<std::uint64_t>(n), products, facts);
            const BlockRun run = run_block(instance_of(drawn, name, folder), family, facts, folder,
                                           rtl, folder / "synth" / name);
            const std::string use =
                fmt::format("{:<24} {:>5} LUT {:>5} FF", name, run.use.lut, run.use.ff);
            if (!run.placed) {
                std::cout << use << "  " << run.not_placed << std::endl;
                continue;
            }
            const Placed& placed = *run.placed;
            std::cout << use
                      << fmt::format("  {:>6.1f} MHz  {} to {}, {} cells", placed.mhz, placed.from,
                                     placed.to, placed.logic_cells)
                      << std::endl;
            if (slowest.empty() || placed.mhz < lowest) {
                slowest = name;
                lowest = placed.mhz;
            }
        }
    std::cout << fmt::format("slowest: {}, {:.1f} MHz\n", slowest, lowest);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "sluice_block_frequency: " << error.what() << "\n";
    return 1;
}
