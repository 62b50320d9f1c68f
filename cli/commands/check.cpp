// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/commands/answers.h"
#include "cli/commands/command.h"
#include "cli/commands/shared.h"
#include "frontend/frontend.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;
using frontend::CheckReport;
using frontend::NodeVerdict;
using frontend::Verdict;

struct CheckOptions {
    std::string model;
    std::vector<std::string> shapes;
    bool json = false;
};

const char* verdict_name(Verdict verdict) {
    switch (verdict) {
    case Verdict::supported:
        return "supported";
    case Verdict::folded:
        return "folded";
    case Verdict::float_only:
        return "float only";
    case Verdict::unsupported:
        break;
    }
    return "unsupported";
}

bool is_gap(const NodeVerdict& node) {
    return node.verdict == Verdict::unsupported || node.verdict == Verdict::float_only;
}

// Where in the network's work the node stands.
std::string work_text(const NodeVerdict& node, std::int64_t macs) {
    if (!is_gap(node) || macs == 0)
        return "";
    const auto share = [&](std::int64_t part) {
        return 100.0 * static_cast<double>(part) / static_cast<double>(macs);
    };
    return fmt::format(" [{:.1f} % of the work before it, {}{:.1f} % behind]",
                       share(node.macs_before), node.macs_known ? "" : "at least ",
                       share(node.macs_behind));
}

std::string check_text(const CheckReport& report) {
    std::string text =
        fmt::format("{}: opset {}, IR {}, from {}\n", printable(report.model, 200), report.opset,
                    report.ir_version,
                    report.producer.empty() ? "an unnamed exporter" : printable(report.producer));
    for (const std::string& input : report.inputs)
        text += fmt::format("input   {}\n", printable(input, 200));
    for (const std::string& output : report.outputs)
        text += fmt::format("output  {}\n", printable(output, 200));
    for (const std::string& warning : report.warnings)
        text += fmt::format("warning {}\n", warning);
    std::int64_t counts[4] = {};
    for (const NodeVerdict& node : report.nodes) {
        ++counts[static_cast<int>(node.verdict)];
        text += fmt::format("{:<11} {:<20} {:<28} {}{}{}\n", verdict_name(node.verdict),
                            printable(node.op), printable(node.name), node.reason,
                            node.rewrite.empty() ? "" : "; " + node.rewrite,
                            work_text(node, report.macs));
    }
    return text + fmt::format("{} nodes: {} supported, {} folded away, {} in float only, {} not "
                              "supported\n",
                              report.nodes.size(), counts[0], counts[1], counts[2], counts[3]);
}

void run_check(const CheckOptions& options, Context& context) {
    const CheckReport report = frontend::check_model(options.model, import_options(options.shapes));
    if (options.json)
        // Names are bytes from strangers: what is not UTF-8 must not stop the report.
        context.out << check_json(report).dump(-1, ' ', false, Json::error_handler_t::replace)
                    << "\n";
    else
        context.out << check_text(report);
    context.exit_code = report.supported() ? 0 : 1;
}

} // namespace

Json check_json(const CheckReport& report) {
    Json nodes = Json::array();
    for (const NodeVerdict& node : report.nodes) {
        Json object = {{"name", node.name},
                       {"op", node.op},
                       {"verdict", verdict_name(node.verdict)},
                       {"reason", node.reason}};
        if (!node.rewrite.empty())
            object["rewrite"] = node.rewrite;
        if (is_gap(node)) {
            object["macs_before"] = node.macs_before;
            object["macs_behind"] = node.macs_behind;
            object["macs_known"] = node.macs_known;
        }
        nodes.push_back(std::move(object));
    }
    return {{"model", report.model},
            {"supported", report.supported()},
            {"producer", report.producer},
            {"ir_version", report.ir_version},
            {"opset", report.opset},
            {"macs", report.macs},
            {"inputs", report.inputs},
            {"outputs", report.outputs},
            {"nodes", nodes},
            {"warnings", report.warnings}};
}

void add_check(CLI::App& app, Context& context) {
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* command =
        app.add_subcommand("check", "Say of every node of a model whether it is supported.");
    command->add_option("model", options->model, "ONNX file")->type_name("MODEL.onnx")->required();
    command->add_option("--shape", options->shapes, "Fix an input's dynamic shape")
        ->type_name("NAME=1x3x48x192")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Exits 0 when all of it is supported, 1 when some is not.\n"
                    "Example: sluice check mnist.onnx");
    command->callback([options, &context] { run_check(*options, context); });
}

} // namespace sluice::cli
