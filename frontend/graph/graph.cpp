// SPDX-License-Identifier: Apache-2.0
#include "frontend/graph/graph.h"

#include <set>

#include <fmt/format.h>

#include "base/error.h"

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
};

bool window_fits(const Shape& in, const Window& w) {
    return w.kernel_h >= 1 && w.kernel_w >= 1 && w.stride_h >= 1 && w.stride_w >= 1 &&
           w.dilation_h >= 1 && w.dilation_w >= 1 && w.pad_top >= 0 && w.pad_left >= 0 &&
           w.pad_bottom >= 0 && w.pad_right >= 0 &&
           in.height + w.pad_top + w.pad_bottom >= w.extent_h() &&
           in.width + w.pad_left + w.pad_right >= w.extent_w();
}

// The output shape of an op, after checking what it requires of its inputs and weights.
class ShapeRule {
public:
    ShapeRule(const Graph& graph, const Node& node) : node_(node) {
        for (const ValueId id : node.inputs)
            inputs_.push_back(graph.values[static_cast<std::size_t>(id)].shape);
        require(!inputs_.empty(), "has no input");
    }

    Shape operator()(const Conv& op) const {
        const Shape in = single();
        require(window_fits(in, op.window), "has a window that does not fit");
        require(op.groups >= 1 && op.out_channels >= 1 && in.channels % op.groups == 0 &&
                    op.out_channels % op.groups == 0,
                "has groups that do not divide its channels");
        const auto out = static_cast<std::size_t>(op.out_channels);
        const auto per_out = static_cast<std::size_t>(std::int64_t{op.window.kernel_h} *
                                                      op.window.kernel_w * in.channels / op.groups);
        require(op.weights.size() == out * per_out, "has a wrong number of weights");
        require(op.bias.size() == out, "has a wrong number of biases");
        return window_output_shape(in, op.window, op.out_channels);
    }
    Shape operator()(const FullyConnected& op) const {
        const auto out = static_cast<std::size_t>(op.out_channels);
        require(op.out_channels >= 1 &&
                    op.weights.size() == out * static_cast<std::size_t>(single().elements()),
                "has a wrong number of weights");
        require(op.bias.size() == out, "has a wrong number of biases");
        return {1, 1, op.out_channels};
    }
    Shape operator()(const MaxPool& op) const { return pool(op.window); }
    Shape operator()(const AveragePool& op) const { return pool(op.window); }
    Shape operator()(const GlobalAveragePool&) const { return {1, 1, single().channels}; }
    Shape operator()(const Add&) const {
        require(inputs_.size() == 2 && inputs_[0] == inputs_[1], "needs two inputs of one shape");
        return inputs_[0];
    }
    Shape operator()(const Concat&) const {
        require(inputs_.size() >= 2, "needs two inputs or more");
        Shape out = inputs_[0];
        for (std::size_t i = 1; i < inputs_.size(); ++i) {
            require(inputs_[i].height == out.height && inputs_[i].width == out.width,
                    "needs inputs of equal height and width");
            out.channels += inputs_[i].channels;
        }
        return out;
    }
    Shape operator()(const Activation&) const { return single(); }
    Shape operator()(const Softmax&) const { return single(); }
    Shape operator()(const ArgMax&) const { return {single().height, single().width, 1}; }

private:
    void require(bool condition, const char* what) const {
        SLUICE_CHECK(condition, fmt::format("graph node '{}' {}", printable(node_.name), what));
    }
    Shape single() const {
        require(inputs_.size() == 1, "needs one input");
        return inputs_[0];
    }
    Shape pool(const Window& window) const {
        require(window_fits(single(), window), "has a window that does not fit");
        return window_output_shape(single(), window, single().channels);
    }

    const Node& node_;
    std::vector<Shape> inputs_;
};

} // namespace

const char* kind_name(const Op& op) {
    return std::visit(KindName{}, op);
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
        const Shape shape = std::visit(ShapeRule(graph, node), node.op);
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
