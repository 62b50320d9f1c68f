// SPDX-License-Identifier: Apache-2.0
#include "frontend/walk.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "frontend/constant_fold.h"
#include "frontend/graph_problems.h"
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

// The results of a node that could not be imported: a value of the right shape where that is
// known, so that the nodes behind it can still be judged, or unknown.
void stub_outputs(Import& import, const OnnxNode& node) {
    for (const std::string& name : node.outputs) {
        if (name.empty())
            continue;
        Operand operand;
        std::optional<View> view;
        const auto info = import.model.value_infos.find(name);
        if (keeps_shape(node.op) && !node.inputs.empty()) {
            operand.what = import.operands.at(node.inputs[0]).what;
            if (auto* like = std::get_if<View>(&operand.what)) {
                const Shape shape =
                    import.graph.values[static_cast<std::size_t>(like->value)].shape;
                like->value = static_cast<graph::ValueId>(import.graph.values.size());
                import.graph.values.push_back({name, shape});
            }
        } else if (info != import.model.value_infos.end()) {
            if (const auto dims = declared_dims(info->second))
                view = default_view(import, name, *dims);
        }
        if (view)
            operand.what = std::move(*view);
        import.operands[name] = std::move(operand);
    }
}

std::string note_of(const Import& import, const OnnxNode& node) {
    const auto found =
        node.outputs.empty() ? import.operands.end() : import.operands.find(node.outputs[0]);
    if (found != import.operands.end() && std::holds_alternative<TensorPtr>(found->second.what))
        return "computes a constant";
    return "changes only how its input is seen";
}

// Constants first: what the inputs mean may hang on a constant shape.
void fold_constants(Import& import, Walk& walk, bool collect) {
    for (const std::size_t index : walk.nodes.order) {
        const OnnxNode& node = import.model.nodes[index];
        bool constant = walk.nodes.live[index] && node.domain.empty() && can_fold(node.op);
        for (const std::string& name : node.inputs) {
            const auto found = import.operands.find(name);
            constant = constant &&
                       (name.empty() || (found != import.operands.end() &&
                                         std::holds_alternative<TensorPtr>(found->second.what)));
        }
        if (!constant)
            continue;
        try {
            import_node(import, node, walk.nodes.labels[index], Operands::constant);
            walk.notes[index] = note_of(import, node);
        } catch (const Error& error) {
            if (!collect)
                throw;
            walk.errors.emplace(index, error);
            stub_outputs(import, node);
        }
    }
}

void import_nodes(Import& import, Walk& walk, bool collect) {
    for (const std::size_t index : walk.nodes.order) {
        const OnnxNode& node = import.model.nodes[index];
        if (!walk.nodes.live[index] || walk.notes.count(index) != 0 ||
            walk.errors.count(index) != 0)
            continue;
        try {
            const Operands operands = classify(import, node);
            if (operands == Operands::unknown && node.domain.empty() &&
                find_handler(node.op) != nullptr) {
                walk.blind.push_back(index);
                stub_outputs(import, node);
                continue;
            }
            import_node(import, node, walk.nodes.labels[index], operands);
            walk.notes[index] = note_of(import, node);
        } catch (const Error& error) {
            if (!collect)
                throw;
            walk.errors.emplace(index, error);
            stub_outputs(import, node);
        }
    }
}

// An error of the graph, put to the node that it is about where there is one.
void add_error(Walk& walk, const OnnxModel& model, const Error& error, const std::string& label,
               const std::string& output) {
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        const auto& outputs = model.nodes[i].outputs;
        if (walk.nodes.labels[i] == label ||
            (!output.empty() &&
             std::find(outputs.begin(), outputs.end(), output) != outputs.end())) {
            walk.errors.emplace(i, error);
            return;
        }
    }
    walk.other_errors.push_back(error);
}

void import_outputs(Import& import, Walk& walk, bool collect) {
    const OnnxModel& model = import.model;
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
            add_error(walk, model, error, "", output.name);
        }
    }
    if (!model.outputs.empty())
        return;
    const Error error(model.where, "has no output", "export the model again");
    if (!collect)
        throw error;
    walk.other_errors.push_back(error);
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
    for (const auto& [name, tensor] : options.constants)
        import.operands[name] = {tensor, {}, std::nullopt};
    fold_constants(import, walk, collect);
    add_inputs(import, options, walk.nodes.order);
    import_nodes(import, walk, collect);
    import_outputs(import, walk, collect);
    const bool whole = walk.errors.empty() && walk.blind.empty();
    for (const Pass& pass : passes())
        if (whole || !pass.needs_outputs)
            pass.run(import.graph);
    walk.graph = std::move(import.graph);
    walk.warnings = std::move(import.warnings);
    for (const auto& [label, error] : graph_problems(model.where, walk.graph)) {
        if (!collect)
            throw error;
        if (whole || !label.empty())
            add_error(walk, model, error, label, "");
    }
    if (!collect)
        graph::validate(walk.graph);
    return walk;
}

} // namespace sluice::frontend
