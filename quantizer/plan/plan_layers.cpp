// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "quantizer/plan/plan.h"

namespace sluice::quantizer {

namespace {

using graph::ValueId;

// Whether an activation after the op can be part of its layer. Pooling ends in a clamp, so it
// takes clamps alone.
bool ends_in(const graph::Op& op, const graph::Activation& activation) {
    if (std::holds_alternative<graph::Conv>(op) || std::holds_alternative<graph::Add>(op) ||
        std::holds_alternative<graph::Binary>(op) ||
        std::holds_alternative<graph::FullyConnected>(op) ||
        std::holds_alternative<graph::Activation>(op))
        return true;
    const bool clamp = activation.kind == graph::ActivationKind::relu ||
                       activation.kind == graph::ActivationKind::clip;
    return clamp && (std::holds_alternative<graph::AveragePool>(op) ||
                     std::holds_alternative<graph::GlobalAveragePool>(op));
}

class Planner {
public:
    explicit Planner(const graph::Graph& graph)
        : graph_(graph), stands_for_(graph.values.size()), readers_(graph.values.size()),
          is_output_(graph.values.size(), false), tensor_of_(graph.values.size(), -1) {}

    Plan run() {
        find_readers();
        remove_softmax();
        for (const graph::Interface& input : graph_.inputs) {
            if (readers_[input.value].empty() && !is_output_[input.value])
                throw Error(graph_.name,
                            fmt::format("input '{}' is read by no layer that an output depends on",
                                        printable(input.name)),
                            "remove this input from the model");
            plan_.inputs.push_back(tensor(input.value));
            plan_.tensors.back().is_input = true;
            plan_.tensors.back().integer_offset = input.integer_offset;
        }
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
            if (live_[n] && !taken_[n])
                add_layer(static_cast<int>(n));
        for (const graph::Interface& output : graph_.outputs) {
            const PlanTensorId id = tensor_of_[stands_for_[output.value]];
            SLUICE_CHECK(id >= 0, "every output is computed");
            if (plan_.tensors[id].is_input)
                throw Error(graph_.name,
                            fmt::format("output '{}' is an input of the model, so that nothing is "
                                        "computed for it",
                                        printable(output.name)),
                            "remove this output from the model");
            plan_.outputs.push_back(id);
        }
        return std::move(plan_);
    }

private:
    void find_readers() {
        live_.assign(graph_.nodes.size(), false);
        taken_.assign(graph_.nodes.size(), false);
        std::vector<bool> wanted(graph_.values.size(), false);
        for (const graph::Interface& output : graph_.outputs)
            wanted[output.value] = is_output_[output.value] = true;
        for (int n = static_cast<int>(graph_.nodes.size()) - 1; n >= 0; --n) {
            const graph::Node& node = graph_.nodes[n];
            live_[n] = wanted[node.output];
            for (const ValueId id : node.inputs)
                if (live_[n]) {
                    wanted[id] = true;
                    readers_[id].push_back(n);
                }
        }
        for (std::size_t id = 0; id < stands_for_.size(); ++id)
            stands_for_[id] = static_cast<ValueId>(id);
    }

    // Softmax keeps the order of the channels: outputs are left to the host, ArgMax needs none.
    // One that other layers read, or that is all there is, is a layer.
    void remove_softmax() {
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
            const graph::Node& node = graph_.nodes[n];
            const auto* softmax = std::get_if<graph::Softmax>(&node.op);
            if (!live_[n] || softmax == nullptr)
                continue;
            const ValueId input = stands_for_[node.inputs[0]];
            const bool read = std::any_of(
                readers_[node.output].begin(), readers_[node.output].end(), [&](int reader) {
                    return !std::holds_alternative<graph::ArgMax>(graph_.nodes[reader].op);
                });
            if (read || (is_output_[node.output] && is_moved_input(input)))
                continue;
            stands_for_[node.output] = input;
            taken_[n] = true;
            if (is_output_[node.output]) {
                is_output_[input] = true;
                plan_.notes.push_back(
                    fmt::format("{} '{}' is left to the host: the network's output is its input",
                                softmax->log ? "LogSoftmax" : "Softmax", printable(node.name)));
            }
        }
    }

    // Whether the value is an input of the graph but for the order of its elements.
    bool is_moved_input(ValueId value) const {
        for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node)
            if (node->output == value) {
                if (!std::holds_alternative<graph::Rearrange>(node->op))
                    return false;
                value = node->inputs[0];
            }
        return true;
    }

    PlanTensorId tensor(ValueId value) {
        PlanTensorId& id = tensor_of_[stands_for_[value]];
        if (id < 0) {
            id = static_cast<PlanTensorId>(plan_.tensors.size());
            plan_.tensors.push_back({stands_for_[value]});
            plan_.tensors.back().levels = graph_.values[stands_for_[value]].quantization;
        }
        return id;
    }

    void add_layer(int n) {
        const graph::Node& node = graph_.nodes[n];
        PlanLayer layer;
        layer.name = unique_name(node.name);
        layer.sources = node.sources;
        layer.op = &node.op;
        layer.result = node.output;
        for (const ValueId id : node.inputs)
            layer.inputs.push_back(tensor(id));
        ValueId end = node.output;
        while (const graph::Node* next = only_reader(end)) {
            const auto* activation = std::get_if<graph::Activation>(&next->op);
            if (!activation || !ends_in(node.op, *activation) || !reads_on(node, end))
                break;
            layer.activations.push_back(*activation);
            layer.sources.insert(layer.sources.end(), next->sources.begin(), next->sources.end());
            taken_[next - graph_.nodes.data()] = true;
            end = next->output;
        }
        if (end != node.output)
            layer.result_levels = graph_.values[node.output].quantization;
        layer.output = tensor(end);
        plan_.layers.push_back(std::move(layer));
    }

    // Whether a layer can go on behind a value that is rounded to levels of its own: a table reads
    // the op's own result, nothing else can.
    bool reads_on(const graph::Node& node, ValueId end) const {
        if (!graph_.values[end].quantization)
            return true;
        return end == node.output && (std::holds_alternative<graph::Conv>(node.op) ||
                                      std::holds_alternative<graph::Add>(node.op) ||
                                      std::holds_alternative<graph::FullyConnected>(node.op));
    }

    const graph::Node* only_reader(ValueId id) const {
        if (is_output_[id] || readers_[id].size() != 1)
            return nullptr;
        return &graph_.nodes[readers_[id][0]];
    }

    std::string unique_name(const std::string& wanted) {
        std::string name = wanted.empty() ? "layer" : wanted;
        for (int i = 2; !names_.insert(name).second; ++i)
            name = fmt::format("{}_{}", wanted.empty() ? "layer" : wanted, i);
        return name;
    }

    const graph::Graph& graph_;
    std::vector<ValueId> stands_for_;       // another value instead of a removed Softmax's output
    std::vector<std::vector<int>> readers_; // live nodes, per value
    std::vector<bool> is_output_;
    std::vector<PlanTensorId> tensor_of_;
    std::vector<bool> live_;  // the node reaches an output
    std::vector<bool> taken_; // the node is part of another's layer, or gone
    std::set<std::string> names_;
    Plan plan_;
};

} // namespace

Plan plan_layers(const graph::Graph& graph) {
    return Planner(graph).run();
}

} // namespace sluice::quantizer
