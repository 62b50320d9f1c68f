// SPDX-License-Identifier: Apache-2.0
#include "frontend/graph/graph.h"

#include <iterator>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "frontend/graph/shape_rule.h"

namespace sluice::graph {

namespace {

struct KindName {
    const char* operator()(const Conv&) const { return "Conv"; }
    const char* operator()(const FullyConnected&) const { return "FullyConnected"; }
    const char* operator()(const MaxPool&) const { return "MaxPool"; }
    const char* operator()(const AveragePool&) const { return "AveragePool"; }
    const char* operator()(const GlobalAveragePool&) const { return "GlobalAveragePool"; }
    const char* operator()(const Add&) const { return "Add"; }
    const char* operator()(const Concat&) const { return "Concat"; }
    const char* operator()(const Activation&) const { return "Activation"; }
    const char* operator()(const Softmax&) const { return "Softmax"; }
    const char* operator()(const ArgMax&) const { return "ArgMax"; }
    const char* operator()(const MaxPoolIndex&) const { return "MaxPoolIndex"; }
    const char* operator()(const MaxUnpool&) const { return "MaxUnpool"; }
    const char* operator()(const Reduce&) const { return "Reduce"; }
    const char* operator()(const Constant&) const { return "Constant"; }
    const char* operator()(const Pad&) const { return "Pad"; }
    const char* operator()(const Resize&) const { return "Resize"; }
    const char* operator()(const Rearrange&) const { return "Rearrange"; }
    const char* operator()(const TopK&) const { return "TopK"; }
    const char* operator()(const Binary& op) const {
        constexpr const char* kNames[] = {"Subtract", "Multiply", "Maximum", "Minimum", "Power"};
        return kNames[static_cast<int>(op.kind)];
    }
};

} // namespace

const char* kind_name(const Op& op) {
    return std::visit(KindName{}, op);
}

const char* activation_name(ActivationKind kind) {
    constexpr const char* kNames[] = {"Relu",
                                      "Clip",
                                      "LeakyRelu",
                                      "Sigmoid",
                                      "Tanh",
                                      "HardSigmoid",
                                      "HardSwish",
                                      "Elu",
                                      "Softplus",
                                      "Softsign",
                                      "Selu",
                                      "Swish",
                                      "Gelu",
                                      "Gelu (tanh)",
                                      "Mish",
                                      "Celu",
                                      "ThresholdedRelu",
                                      "Exp",
                                      "Log",
                                      "Sqrt",
                                      "Reciprocal",
                                      "Power",
                                      "Abs",
                                      "Sign",
                                      "Erf",
                                      "Floor",
                                      "Ceil",
                                      "Round",
                                      "scale and bias",
                                      "function",
                                      "BipolarQuant"};
    static_assert(std::size(kNames) == static_cast<std::size_t>(ActivationKind::bipolar) + 1);
    return kNames[static_cast<int>(kind)];
}

std::int64_t macs(const Graph& graph, const Node& node) {
    const auto& out = graph.values.at(static_cast<std::size_t>(node.output)).shape;
    if (const auto* conv = std::get_if<Conv>(&node.op))
        return out.pixels() * static_cast<std::int64_t>(conv->weights.size());
    if (const auto* fc = std::get_if<FullyConnected>(&node.op))
        return static_cast<std::int64_t>(fc->weights.size());
    return 0;
}

void validate(const Graph& graph) {
    const auto count = static_cast<ValueId>(graph.values.size());
    std::vector<bool> defined(graph.values.size(), false);
    const auto define = [&](ValueId id, const std::string& by) {
        SLUICE_CHECK(id >= 0 && id < count,
                     fmt::format("'{}' has no valid value id", printable(by)));
        SLUICE_CHECK(!defined[static_cast<std::size_t>(id)],
                     fmt::format("'{}' defines a value twice", printable(by)));
        defined[static_cast<std::size_t>(id)] = true;
    };
    const auto use = [&](ValueId id, const std::string& by) {
        SLUICE_CHECK(id >= 0 && id < count && defined[static_cast<std::size_t>(id)],
                     fmt::format("'{}' uses a value before its definition", printable(by)));
    };
    for (const Value& value : graph.values)
        SLUICE_CHECK(value.shape.height >= 1 && value.shape.width >= 1 && value.shape.channels >= 1,
                     fmt::format("value '{}' has no valid shape", printable(value.name)));
    for (const Interface& input : graph.inputs)
        define(input.value, input.name);
    std::set<std::string> names;
    for (const Node& node : graph.nodes) {
        SLUICE_CHECK(!node.name.empty() && names.insert(node.name).second,
                     fmt::format("node name '{}' is empty or used twice", printable(node.name)));
        for (const ValueId id : node.inputs)
            use(id, node.name);
        const Shape shape = output_shape(graph, node);
        define(node.output, node.name);
        SLUICE_CHECK(
            shape == graph.values[static_cast<std::size_t>(node.output)].shape,
            fmt::format("node '{}' disagrees with its output's shape", printable(node.name)));
    }
    for (const Interface& output : graph.outputs)
        use(output.value, output.name);
    SLUICE_CHECK(!graph.inputs.empty() && !graph.outputs.empty(), "graph without input or output");
    for (const auto* side : {&graph.inputs, &graph.outputs})
        for (const Interface& i : *side) {
            std::int64_t elements = 1;
            for (const std::int64_t dim : i.dims)
                elements *= dim;
            SLUICE_CHECK(elements ==
                             graph.values[static_cast<std::size_t>(i.value)].shape.elements(),
                         fmt::format("interface '{}' disagrees with its value", printable(i.name)));
        }
}

} // namespace sluice::graph
