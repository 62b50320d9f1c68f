// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "cli/commands/answers.h"
#include "cli/commands/command.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

struct DevicesOptions {
    std::string name;
    bool json = false;
};

// The boards of each device.
using Boards = std::map<std::string, std::vector<std::string>>;

Boards boards_by_device() {
    Boards boards;
    for (const Board& board : all_boards())
        boards[board.device].push_back(board.name);
    return boards;
}

Json device_json(const Device& device, Boards& boards) {
    return {{"name", device.name},
            {"vendor", device.family.vendor},
            {"family", device.family.name},
            {"budget",
             {{"products", device.products()},
              {"dsp", device.dsp},
              {"lut", device.lut},
              {"ff", device.ff},
              {"bram", device.bram},
              {"uram", device.uram}}},
            {"products_per_dsp", products_per_dsp(device.family.facts)},
            {"dsp_block", device.family.dsp_block},
            {"bram_block", device.family.bram_block},
            {"bram_kibit", device.family.bram_kibit},
            {"boards", boards[device.name]}};
}

// With the facts of the family and where all of it is from.
Json device_with_facts_json(const Device& device, Boards& boards) {
    Json json = device_json(device, boards);
    for (const Fact& fact : device.family.stated)
        json["facts"][fact.name] = {{"is", fact.value}, {"source", fact.source}};
    json["source"] = device.family.source;
    json["checked"] = device.family.checked;
    return json;
}

std::string device_text(const Device& device, Boards& boards) {
    const DeviceFamily& family = device.family;
    const int products = products_per_dsp(family.facts);
    std::string text = fmt::format("{} ({}, {}){}\n", device.name, family.vendor, family.name,
                                   device.name == kDefaultDevice ? ", the default" : "");
    for (const std::string& board : boards[device.name])
        text += fmt::format("  board {}\n", board);
    text += fmt::format("  DSP   {:>10}  {}, up to {} int8 product{} each per cycle: {}\n",
                        grouped(device.dsp), family.dsp_block, products, products == 1 ? "" : "s",
                        grouped(device.products()));
    text += fmt::format("  LUT   {:>10}  of {} inputs\n  FF    {:>10}\n", grouped(device.lut),
                        family.facts.lut_inputs, grouped(device.ff));
    text += fmt::format("  BRAM  {:>10}  {} of {:.5g} Kibit\n", grouped(device.bram),
                        family.bram_block, family.bram_kibit);
    if (device.uram > 0)
        text += fmt::format("  URAM  {:>10}  {}\n", grouped(device.uram), family.deep_memory);
    text += fmt::format("Counts: {}.\n  Checked: {}.\n", family.source, family.checked);
    text += fmt::format("Facts of the family:\n");
    for (const Fact& fact : family.stated)
        text += fmt::format("  {} = {}\n      {}\n", fact.name, fact.value, fact.source);
    return text;
}

std::string table(Boards& boards) {
    constexpr const char* kRow =
        "{:<13} {:<9} {:<22} {:>6} {:>8} {:>9} {:>9} {:>6} {:<12} {:>5}  {}\n";
    std::string text = fmt::format(kRow, "name", "vendor", "family", "DSP", "products", "LUT", "FF",
                                   "BRAM", "", "URAM", "boards");
    for (const Device& device : all_devices()) {
        std::string names;
        for (const std::string& board : boards[device.name])
            names += (names.empty() ? "" : ", ") + board;
        text += fmt::format(kRow, device.name, device.family.vendor, device.family.name,
                            grouped(device.dsp), grouped(device.products()), grouped(device.lut),
                            grouped(device.ff), grouped(device.bram),
                            fmt::format("x {:.3g} Kibit", device.family.bram_kibit), device.uram,
                            names);
    }
    return text + fmt::format("Products are of int8, per cycle, as the DSP blocks give them at "
                              "best. Without --device and --budget: {}.\n",
                              kDefaultDevice);
}

void run_devices(const DevicesOptions& options, Context& context) {
    Boards boards = boards_by_device();
    if (!options.name.empty()) {
        const Device& device = find_device(options.name);
        context.out << (options.json ? device_with_facts_json(device, boards).dump() + "\n"
                                     : device_text(device, boards));
        return;
    }
    if (!options.json) {
        context.out << table(boards);
        return;
    }
    context.out << devices_json().dump() << "\n";
}

} // namespace

Json devices_json() {
    Boards boards = boards_by_device();
    Json list = Json::array();
    for (const Device& device : all_devices())
        list.push_back(device_json(device, boards));
    return {{"devices", list}, {"default", kDefaultDevice}};
}

void add_devices(CLI::App& app, Context& context) {
    const auto options = std::make_shared<DevicesOptions>();
    CLI::App* command = app.add_subcommand("devices", "The known devices and what they hold.");
    command->add_option("name", options->name, "One device or board, with its facts' sources")
        ->type_name("NAME");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice devices xc7z020");
    command->callback([options, &context] { run_devices(*options, context); });
}

} // namespace sluice::cli
