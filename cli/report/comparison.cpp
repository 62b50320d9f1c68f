// SPDX-License-Identifier: Apache-2.0
#include "cli/report/comparison.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;
using testbench::ComparedLayer;

// "=", "differs", or "" for what comes behind a difference or was not run.
std::string rtl_of(const ComparisonReport& report, const std::string& layer, bool& behind) {
    if (!report.rtl || behind)
        return "";
    behind = report.rtl->first_layer == layer;
    return behind ? "differs" : "=";
}

std::string verdict(const ComparisonReport& report) {
    const auto& layers = report.comparison.layers;
    std::string text;
    if (report.first_below >= 0) {
        const ComparedLayer& layer = layers[static_cast<std::size_t>(report.first_below)];
        text = fmt::format("The first layer below {:g} dB is '{}', with {:.1f} dB; its channel {} "
                           "is worst, with {:.1f} dB. What it adds itself is mostly",
                           report.least_db, printable(layer.name), layer.emulator_db,
                           layer.worst_channel, layer.worst_channel_db);
    } else {
        const ComparedLayer& layer = layers[static_cast<std::size_t>(report.weakest)];
        text = fmt::format("No layer is below {:g} dB. '{}' adds most, {:.1f} dB by itself",
                           report.least_db, printable(layer.name), layer.own_db);
    }
    return text + ": " + report.advice + ".";
}

std::string rtl_sentence(const ComparisonReport& report) {
    if (!report.rtl)
        return "The RTL was not run.";
    if (!report.rtl->problem.empty())
        return "The RTL differs: " + report.rtl->problem;
    return fmt::format("The RTL gives the emulator's values at every layer, {} frame{}.",
                       report.rtl->frames, report.rtl->frames == 1 ? "" : "s");
}

} // namespace

Json comparison_json(const ComparisonReport& report) {
    Json object = {{"frames", report.comparison.frames}, {"least_db", report.least_db}};
    const auto& layers = report.comparison.layers;
    if (report.first_below >= 0) {
        const ComparedLayer& first = layers[static_cast<std::size_t>(report.first_below)];
        object["first_below"] = {{"layer", first.name}, {"channel", first.worst_channel}};
    }
    object["weakest"] = layers[static_cast<std::size_t>(report.weakest)].name;
    object["advice"] = report.advice;
    if (report.rtl) {
        object["rtl"] = {{"frames", report.rtl->frames}, {"mismatches", report.rtl->mismatches}};
        if (!report.rtl->first_layer.empty())
            object["rtl"]["first_layer"] = report.rtl->first_layer;
        if (!report.rtl->problem.empty())
            object["rtl"]["problem"] = report.rtl->problem;
    }
    object["layers"] = Json::array();
    bool behind = false;
    for (const ComparedLayer& layer : layers) {
        object["layers"].push_back({{"name", layer.name},
                                    {"kind", layer.kind},
                                    {"quantized_sqnr_db", layer.quantized_db},
                                    {"emulator_sqnr_db", layer.emulator_db},
                                    {"own_sqnr_db", layer.own_db},
                                    {"own_error",
                                     {{"clipping", layer.own.clipping},
                                      {"steps", layer.own.steps},
                                      {"inputs", layer.own.inputs},
                                      {"weights", layer.own.weights}}},
                                    {"largest_error", layer.largest_error},
                                    {"largest_error_steps", layer.largest_error_steps},
                                    {"frame", layer.frame},
                                    {"y", layer.y},
                                    {"x", layer.x},
                                    {"channel", layer.channel},
                                    {"worst_channel", layer.worst_channel},
                                    {"worst_channel_sqnr_db", layer.worst_channel_db}});
        const std::string rtl = rtl_of(report, layer.name, behind);
        if (!rtl.empty())
            object["layers"].back()["rtl"] = rtl == "=" ? "equal" : rtl;
    }
    return object;
}

std::string comparison_text(const ComparisonReport& report) {
    std::size_t width = 5;
    for (const ComparedLayer& layer : report.comparison.layers)
        width = std::clamp(printable(layer.name).size(), width, std::size_t{36});
    std::string text =
        fmt::format("{} frames; signal to quantization noise against the float graph, dB\n"
                    "{:<{}} {:>9} {:>9} {:>6} {:>8} {:>14}  {:<8}{}\n",
                    report.comparison.frames, "layer", width, "quantized", "emulator", "alone",
                    "channel", "largest, steps", "RTL", "most of its own error");
    bool behind = false;
    for (const ComparedLayer& layer : report.comparison.layers) {
        const auto& own = layer.own;
        const double most = std::max({own.clipping, own.steps, own.inputs, own.weights});
        const char* cause = most <= 0              ? "none"
                            : most == own.clipping ? "clipping"
                            : most == own.steps    ? "steps"
                            : most == own.inputs   ? "inputs"
                                                   : "weights";
        text += fmt::format("{:<{}} {:>9.1f} {:>9.1f} {:>6.1f} {:>3} {:>4.1f} {:>14.1f}  {:<8}{}\n",
                            printable(layer.name).substr(0, width), width, layer.quantized_db,
                            layer.emulator_db, layer.own_db, layer.worst_channel,
                            layer.worst_channel_db, layer.largest_error_steps,
                            rtl_of(report, layer.name, behind), cause);
    }
    return text + verdict(report) + "\n" + rtl_sentence(report) + "\n";
}

} // namespace sluice::cli
