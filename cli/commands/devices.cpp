// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "cli/commands/command.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string name;
    bool json = false;
};

std::vector<std::string> boards_of(const Device& device) {
    std::vector<std::string> names;
    for (const Board& board : all_boards())
        if (board.device == device.name)
            names.push_back(board.name);
    return names;
}

Json device_json(const Device& device) {
    return {{"name", device.name},
            {"vendor", device.vendor},
            {"family", device.family},
            {"budget",
             {{"products", device.dsp * device.products_per_dsp},
              {"dsp", device.dsp},
              {"lut", device.lut},
              {"ff", device.ff},
              {"bram", device.bram36},
              {"uram", device.uram}}},
            {"products_per_dsp", device.products_per_dsp},
            {"dsp_block", device.dsp_block},
            {"bram_block", device.bram_block},
            {"boards", boards_of(device)}};
}

std::string device_text(const Device& device) {
    std::string text = fmt::format("{} ({}, {}){}\n", device.name, device.vendor, device.family,
                                   device.name == kDefaultDevice ? ", the default" : "");
    text += fmt::format("  DSP   {:>10}  {}, {} int8 product{} each per cycle\n",
                        grouped(device.dsp), device.dsp_block, device.products_per_dsp,
                        device.products_per_dsp == 1 ? "" : "s");
    text +=
        fmt::format("  LUT   {:>10}\n  FF    {:>10}\n", grouped(device.lut), grouped(device.ff));
    text += fmt::format("  BRAM  {:>10.5g}  units of 36 Kibit, in blocks of {}\n", device.bram36,
                        device.bram_block);
    if (device.uram > 0)
        text += fmt::format("  URAM  {:>10}\n", grouped(device.uram));
    for (const std::string& board : boards_of(device))
        text += fmt::format("  board {}\n", board);
    return text;
}

std::string table() {
    constexpr const char* kRow = "{:<12} {:<8} {:<21} {:>6} {:>9} {:>9} {:>8} {:>5}  {}\n";
    std::string text =
        fmt::format(kRow, "name", "vendor", "family", "DSP", "LUT", "FF", "BRAM", "URAM", "boards");
    for (const Device& device : all_devices()) {
        std::string boards;
        for (const std::string& board : boards_of(device))
            boards += (boards.empty() ? "" : ", ") + board;
        text += fmt::format(kRow, device.name, device.vendor, device.family, device.dsp,
                            grouped(device.lut), grouped(device.ff),
                            fmt::format("{:.5g}", device.bram36), device.uram, boards);
    }
    return text + fmt::format("BRAM in units of 36 Kibit. Without --device and --budget: {}.\n",
                              kDefaultDevice);
}

void run_devices(const Options& options, Context& context) {
    if (options.name.empty()) {
        if (!options.json) {
            context.out << table();
            return;
        }
        Json list = Json::array();
        for (const Device& device : all_devices())
            list.push_back(device_json(device));
        context.out << Json{{"devices", list}, {"default", kDefaultDevice}}.dump() << "\n";
        return;
    }
    const Device device = find_device(options.name);
    context.out << (options.json ? device_json(device).dump() + "\n" : device_text(device));
}

} // namespace

void add_devices(CLI::App& app, Context& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("devices", "The known devices and what they hold.");
    command->add_option("name", options->name, "One device or board")->type_name("NAME");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice devices xc7z020");
    command->callback([options, &context] { run_devices(*options, context); });
}

} // namespace sluice::cli
