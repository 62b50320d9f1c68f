// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "frontend/constant_fold.h"
#include "frontend/expand_quantized.h"
#include "frontend/frontend.h"
#include "frontend/hardware.h"
#include "frontend/interfaces.h"
#include "frontend/ops/ops.h"
#include "frontend/walk.h"
#include "frontend/work.h"

namespace sluice::frontend {

namespace {

// Whether the layer carries the name of a node, so that the node stands for it in the report.
bool is_made_by_a_node(const Walk& walk, const graph::Node& layer) {
    return std::find(walk.nodes.labels.begin(), walk.nodes.labels.end(), layer.name) !=
           walk.nodes.labels.end();
}

// The verdict on a node that was imported without a complaint.
void judge_imported(NodeVerdict& verdict, const Walk& walk, std::size_t index) {
    const graph::Graph& graph = walk.graph;
    const std::string& label = walk.nodes.labels[index];
    // The layers that the node became or went into, those without hardware first.
    const auto has = [&](const std::vector<std::string>& sources) {
        return std::find(sources.begin(), sources.end(), label) != sources.end();
    };
    for (const graph::Node& node : graph.nodes)
        if (node.name == label || (has(node.sources) && !is_made_by_a_node(walk, node)))
            if (const auto gap = hardware_gap(graph, node)) {
                verdict.verdict = Verdict::float_only;
                verdict.reason = gap->reason;
                verdict.rewrite = gap->rewrite;
                return;
            }
    for (const graph::Node& node : graph.nodes)
        if (node.name == label) {
            const auto* activation = std::get_if<graph::Activation>(&node.op);
            verdict.reason = graph::kind_name(node.op);
            if (activation != nullptr)
                verdict.reason += fmt::format(" ({})", graph::activation_name(activation->kind));
            return;
        }
    verdict.verdict = Verdict::folded;
    for (const graph::Node& node : graph.nodes)
        if (std::find(node.sources.begin(), node.sources.end(), label) != node.sources.end()) {
            verdict.reason = fmt::format("into '{}'", printable(node.name));
            return;
        }
    if (const auto note = walk.notes.find(index); note != walk.notes.end())
        verdict.reason = note->second;
}

NodeVerdict judge(const OnnxModel& model, const Walk& walk, std::size_t index) {
    const OnnxNode& node = model.nodes[index];
    NodeVerdict verdict;
    verdict.name = node.name.empty() ? fmt::format("#{}", index) : node.name;
    verdict.op = node.domain.empty() ? node.op : node.domain + "::" + node.op;
    if (const auto error = walk.errors.find(index); error != walk.errors.end()) {
        verdict.verdict = Verdict::unsupported;
        verdict.reason = error->second.problem();
        verdict.rewrite = error->second.remedy();
        // The verdict names the node already.
        const std::string prefix =
            fmt::format("node '{}' ({}) ", printable(walk.nodes.labels[index]), printable(node.op));
        if (verdict.reason.rfind(prefix, 0) == 0)
            verdict.reason.erase(0, prefix.size());
    } else if (!walk.nodes.live[index]) {
        verdict.verdict = Verdict::folded;
        verdict.reason = "no output depends on it";
    } else if (std::find(walk.blind.begin(), walk.blind.end(), index) != walk.blind.end()) {
        verdict.reason = "by its operator; its input's shape is not known";
    } else {
        judge_imported(verdict, walk, index);
    }
    return verdict;
}

} // namespace

bool CheckReport::supported() const {
    return std::none_of(nodes.begin(), nodes.end(), [](const NodeVerdict& node) {
        return node.verdict == Verdict::unsupported || node.verdict == Verdict::float_only;
    });
}

void require_hardware(const std::string& where, const graph::Graph& graph) {
    for (const graph::Node& node : graph.nodes)
        if (const auto gap = hardware_gap(graph, node))
            throw Error(where, fmt::format("node '{}' {}", printable(node.name), gap->reason),
                        gap->rewrite);
}

CheckReport check_model(const std::filesystem::path& path, const ImportOptions& options) {
    OnnxModel model = read_onnx_file(path);
    expand_quantized(model);
    const Walk walk = walk_model(model, options, true);
    CheckReport report;
    report.model = model.graph_name;
    report.producer = model.producer;
    report.ir_version = model.ir_version;
    report.opset = model.opset;
    for (const ValueInfo& input : model.inputs)
        report.inputs.push_back(fmt::format("{}: {}", printable(input.name), declared_text(input)));
    for (const ValueInfo& output : model.outputs)
        report.outputs.push_back(
            fmt::format("{}: {}", printable(output.name), declared_text(output)));
    for (std::size_t i = 0; i < model.nodes.size(); ++i)
        report.nodes.push_back(judge(model, walk, i));
    for (const graph::Node& node : walk.graph.nodes)
        report.macs += graph::macs(walk.graph, node);
    const std::vector<Work> work = work_around(model, walk);
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        NodeVerdict& verdict = report.nodes[i];
        if (verdict.verdict != Verdict::unsupported && verdict.verdict != Verdict::float_only)
            continue;
        verdict.macs_before = work[i].before;
        verdict.macs_behind = work[i].behind;
        verdict.macs_known = work[i].all_known;
    }
    report.warnings = walk.warnings;
    for (const Error& error : walk.other_errors)
        report.warnings.push_back(error.problem());
    return report;
}

} // namespace sluice::frontend
