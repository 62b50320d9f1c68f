// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "base/error.h"
#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/pins.h"
#include "cli/commands/shared.h"
#include "cli/terminal/progress.h"
#include "generator/lower/lower.h"
#include "testbench/synth/synth_design.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;
using rtl::Resources;
using testbench::SynthBlock;
using testbench::SynthResult;

struct SynthOptions {
    std::filesystem::path directory;
    std::string family = "xc7";
    int jobs = 1;
    std::filesystem::path cache;
    bool whole = false;
    bool json = false;
};

// The design that DIR/design.yaml describes.
design::Design generated_design(const network::Network& network,
                                const std::filesystem::path& directory, const Family& family) {
    const Config config = read_config(directory / "design.yaml");
    const design::Skeleton skeleton = lower::lower(network);
    const PinnedLayers pinned = pinned_layers(network, skeleton, config.layers);
    return design::with_fifos(design::assemble(with_pins(skeleton, pinned, family)), config.fifos);
}

struct Column {
    const char* name;
    double Resources::*value;
};
constexpr Column kColumns[] = {{"dsp", &Resources::dsp},
                               {"lut", &Resources::lut},
                               {"ff", &Resources::ff},
                               {"bram", &Resources::bram}};

std::string error_text(double estimate, double measured) {
    if (measured == 0)
        return estimate == 0 ? "" : "none";
    return fmt::format("{:+.0f}%", 100 * (estimate - measured) / measured);
}

std::string row(const std::string& name, const Resources& estimate, const Resources& measured) {
    std::string text = fmt::format("{:<24}", name);
    for (const Column& column : kColumns) {
        const double mine = estimate.*column.value;
        const double theirs = measured.*column.value;
        text += fmt::format(" {:>8.6g} {:>6g} {:>5}", mine, theirs, error_text(mine, theirs));
    }
    return text + "\n";
}

std::string placed_text(const SynthBlock& block) {
    if (!block.run.placed)
        return fmt::format("{:<24} {}\n", printable(block.name), block.run.not_placed);
    const testbench::Placed& placed = *block.run.placed;
    return fmt::format("{:<24} {:>6.1f} MHz  {} to {}, {} cells, {:.1f} ns logic, {:.1f} ns "
                       "routing\n",
                       printable(block.name), placed.mhz, placed.from, placed.to,
                       placed.logic_cells, placed.logic_ns, placed.routing_ns);
}

std::string text_of(const SynthResult& result, const testbench::SynthFamily& family) {
    std::string text = fmt::format("estimate and Yosys ({}), {} blocks, {} distinct\n{:<24}",
                                   family.name, result.blocks.size(), result.distinct, "");
    for (const Column& column : kColumns)
        text += fmt::format(" {:>21}", column.name);
    text += "\n";
    for (const std::string& kind : result.kinds())
        text += row(kind, result.estimate(kind), result.measured(kind));
    text += row("total", result.estimate(""), result.measured(""));
    if (result.whole)
        text += row("in one piece", result.estimate(""), result.whole->use);
    if (!family.place)
        return text;
    text += "\nplaced and routed one by one (nextpnr-ice40, HX8K ct256)\n";
    for (const SynthBlock& block : result.blocks)
        text += placed_text(block);
    if (result.whole)
        text += placed_text({"in one piece", "", {}, *result.whole});
    if (const SynthBlock* slowest = result.slowest())
        text += fmt::format("slowest: {} ({}), {:.1f} MHz\n", printable(slowest->name),
                            slowest->kind, slowest->run.placed->mhz);
    return text;
}

Json use_json(const Resources& use) {
    Json object;
    for (const Column& column : kColumns)
        object[column.name] = use.*column.value;
    return object;
}

void add_placed(Json& object, const testbench::BlockRun& run) {
    if (run.placed)
        object["placed"] = {{"mhz", run.placed->mhz},
                            {"from", run.placed->from},
                            {"to", run.placed->to},
                            {"logic_cells", run.placed->logic_cells},
                            {"logic_ns", run.placed->logic_ns},
                            {"routing_ns", run.placed->routing_ns}};
    else if (!run.not_placed.empty())
        object["not_placed"] = run.not_placed;
}

Json json_of(const SynthResult& result, const testbench::SynthFamily& family) {
    Json kinds = Json::object();
    for (const std::string& kind : result.kinds())
        kinds[kind] = {{"estimate", use_json(result.estimate(kind))},
                       {"measured", use_json(result.measured(kind))}};
    Json blocks = Json::array();
    for (const SynthBlock& block : result.blocks) {
        Json object = {{"name", block.name},
                       {"kind", block.kind},
                       {"estimate", use_json(block.estimate)},
                       {"measured", use_json(block.run.use)}};
        add_placed(object, block.run);
        blocks.push_back(object);
    }
    Json object = {{"family", family.name},
                   {"distinct_blocks", result.distinct},
                   {"estimate", use_json(result.estimate(""))},
                   {"measured", use_json(result.measured(""))},
                   {"kinds", kinds},
                   {"blocks", blocks}};
    if (result.whole) {
        object["whole"] = {{"measured", use_json(result.whole->use)}};
        add_placed(object["whole"], *result.whole);
    }
    if (const SynthBlock* slowest = result.slowest()) {
        object["slowest_mhz"] = slowest->run.placed->mhz;
        object["slowest"] = slowest->name;
    }
    return object;
}

void run_synth(const SynthOptions& options, Context& context) {
    const testbench::SynthFamily& family = testbench::find_synth_family(options.family);
    const network::Network network = load_generated(options.directory);
    const design::Design design =
        generated_design(network, options.directory, find_device(family.device).family.facts);
    testbench::SynthOptions settings;
    settings.jobs = options.jobs;
    settings.cache = options.cache;
    settings.whole = options.whole;
    std::unique_ptr<Progress> progress;
    if (!options.json) {
        progress = std::make_unique<Progress>(context.err, context.terminal, "synth");
        settings.progress = [&](int done, int all) { progress->update(done, all); };
    }
    const SynthResult result =
        testbench::synthesise(network, design, family, options.directory, settings);
    progress.reset();
    context.out << (options.json ? json_of(result, family).dump() + "\n" : text_of(result, family))
                << std::flush;
}

} // namespace

void add_synth(CLI::App& app, Context& context) {
    const auto options = std::make_shared<SynthOptions>();
    CLI::App* command = app.add_subcommand(
        "synth", "Synthesise each distinct block with Yosys and compare with the estimate.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--family", options->family,
                     "xc7 (the default), ecp5 or ice40, which is also placed and routed")
        ->type_name("FAMILY");
    command->add_option("--jobs", options->jobs, "Blocks at a time, 1 by default")
        ->check(above_zero())
        ->type_name("N");
    command->add_flag("--whole", options->whole, "The design in one piece as well");
    command
        ->add_option("--cache", options->cache,
                     "Keep results in this folder, and take those of equal blocks from there")
        ->type_name("FOLDER");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Scripts and logs stay in DIR/synth.\n"
                    "Example: sluice synth out/mnist --family ice40 --jobs 2");
    command->callback([options, &context] { run_synth(*options, context); });
}

} // namespace sluice::cli
