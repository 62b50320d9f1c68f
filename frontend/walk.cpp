// SPDX-License-Identifier: Apache-2.0
#include "frontend/walk.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "frontend/constant_fold.h"
#include "frontend/interfaces.h"
#include "frontend/ops/ops.h"
#include "frontend/passes/passes.h"

namespace sluice::frontend {

namespace {

constexpr std::int64_t kOldestOpset = 7;
constexpr std::int64_t kNewestOpset = 24; // the newest whose operators were compared

enum class Operands { constant, known, unknown };

Operands classify(const Import& import, const OnnxNode& node) {
    Operands result = Operands::constant;
    for (const std::string& name : node.inputs) {
        if (name.empty())
            continue;
        const Operand& operand = import.operands.at(name);
        if (operand.error)
            throw *operand.error;
        if (std::holds_alternative<std::monostate>(operand.what))
            return Operands::unknown;
        if (std::holds_alternative<View>(operand.what))
            result = Operands::known;
    }
    return result;
}

void import_node(Import& import, const OnnxNode& node, const std::string& label,
                 Operands operands) {
    Step step(import, node, label);
    const Handler handler = node.domain.empty() ? find_handler(node.op) : nullptr;
    const bool fold = operands == Operands::constant && node.domain.empty() && can_fold(node.op);
    if (!fold && handler == nullptr) {
        const Refusal why = refusal(node.op, node.domain);
        step.fail(why.reason, why.rewrite);
    }
    if (fold)
        return fold_constant(step);
    step.require(operands == Operands::known, "has only constant inputs",
                 "fold the constant part of the model before the export");
    handler(step);
}

// The results of a node that could not be imported: as the file declares them, so that the nodes
// behind it can still be judged, or unknown.
void stub_outputs(Import& import, const OnnxNode& node) {
    for (const std::string& name : node.outputs) {
        if (name.empty())
            continue;
        Operand operand;
        const auto info = import.model.value_infos.find(name);
        if (info != import.model.value_infos.end())
            if (const auto dims = declared_dims(info->second))
                if (auto view = default_view(import, name, *dims, false))
                    operand.what = std::move(*view);
        import.operands[name] = std::move(operand);
    }
}

// A float graph without a layer, or with weights that are no numbers, is of no use to anybody.
void check_graph(const OnnxModel& model, const graph::Graph& graph) {
    if (graph.nodes.empty())
        throw Error(model.where, "holds no layer that computes anything", "use a trained network");
    for (const graph::Node& node : graph.nodes) {
        const auto finite = [&](const std::vector<float>& values) {
            if (!std::all_of(values.begin(), values.end(),
                             [](float v) { return std::isfinite(v); }))
                throw Error(model.where,
                            fmt::format("node '{}' has weights that are infinite or no numbers",
                                        printable(node.name)),
                            "train or export the model again");
        };
        if (const auto* conv = std::get_if<graph::Conv>(&node.op)) {
            finite(conv->weights);
            finite(conv->bias);
        } else if (const auto* fc = std::get_if<graph::FullyConnected>(&node.op)) {
            finite(fc->weights);
            finite(fc->bias);
        }
    }
}

} // namespace

Walk walk_model(const OnnxModel& model, const ImportOptions& options, bool collect) {
    Walk walk;
    walk.nodes = order_nodes(model);
    Import import{model};
    import.used = walk.nodes.used;
    import.graph.name = model.graph_name;
    if (model.opset > kNewestOpset)
        import.warnings.push_back(fmt::format(
            "the model uses opset {}, newer than {}, the newest known; it is read by the rules "
            "of that one",
            model.opset, kNewestOpset));
    if (model.opset < kOldestOpset)
        import.warnings.push_back(
            fmt::format("the model uses opset {}, older than {}, the oldest tested", model.opset,
                        kOldestOpset));
    for (const auto& [name, tensor] : model.initializers)
        import.operands[name] = {tensor, {}, std::nullopt};
    add_inputs(import, options);

    for (const std::size_t index : walk.nodes.order) {
        if (!walk.nodes.live[index])
            continue;
        const OnnxNode& node = model.nodes[index];
        try {
            const Operands operands = classify(import, node);
            if (operands == Operands::unknown && node.domain.empty() &&
                find_handler(node.op) != nullptr) {
                walk.blind.push_back(index);
                stub_outputs(import, node);
                continue;
            }
            import_node(import, node, walk.nodes.labels[index], operands);
        } catch (const Error& error) {
            if (!collect)
                throw;
            walk.errors.emplace(index, error);
            stub_outputs(import, node);
        }
    }
    for (const ValueInfo& output : model.outputs) {
        try {
            const Operand& operand = import.operands.at(output.name);
            if (operand.error)
                throw *operand.error;
            if (!collect || !std::holds_alternative<std::monostate>(operand.what))
                add_output(import, output);
        } catch (const Error& error) {
            if (!collect)
                throw;
            walk.interface_errors.push_back(error);
        }
    }
    if (model.outputs.empty() && !collect)
        throw Error(model.where, "has no output", "export the model again");
    for (const Pass& pass : passes())
        pass.run(import.graph);
    walk.graph = std::move(import.graph);
    walk.warnings = std::move(import.warnings);
    if (!collect) {
        check_graph(model, walk.graph);
        graph::validate(walk.graph);
    }
    return walk;
}

} // namespace sluice::frontend
