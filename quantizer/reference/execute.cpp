// SPDX-License-Identifier: Apache-2.0
#include "quantizer/reference/execute.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

// Rounds to the levels of an already quantized model, halves to even as ONNX does.
void snap(const graph::Value& value, FloatValues& numbers) {
    if (!value.quantization)
        return;
    const graph::Quantization& q = *value.quantization;
    for (float& x : numbers) {
        const double integer =
            std::clamp<double>(std::nearbyint(x / q.scale) + q.zero_point, q.low, q.high);
        x = static_cast<float>((integer - q.zero_point) * q.scale);
    }
}

} // namespace

Reference::Reference(const graph::Graph& graph) : graph_(graph), last_used_(graph.nodes.size()) {
    std::vector<int> last(graph.values.size(), -1);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        const graph::Node& node = graph.nodes[n];
        prepared_.push_back(prepare_op(
            node.op, node.inputs.empty() ? Shape{} : graph.values[node.inputs[0]].shape));
        last[node.output] = static_cast<int>(n); // freed at once when nobody reads it
        for (const graph::ValueId id : node.inputs)
            last[id] = static_cast<int>(n);
    }
    for (const graph::Interface& output : graph.outputs)
        last[output.value] = -1;
    for (std::size_t id = 0; id < last.size(); ++id)
        if (last[id] >= 0)
            last_used_[last[id]].push_back(static_cast<graph::ValueId>(id));
}

std::vector<FloatValues> Reference::run(const std::vector<FloatValues>& inputs,
                                        const ValueVisitor& visitor) const {
    SLUICE_CHECK(inputs.size() == graph_.inputs.size(), "one array per input of the graph");
    std::vector<FloatValues> values(graph_.values.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const graph::ValueId id = graph_.inputs[i].value;
        SLUICE_CHECK(static_cast<std::int64_t>(inputs[i].size()) ==
                         graph_.values[id].shape.elements(),
                     "an input's size is its shape's");
        values[id] = inputs[i];
        snap(graph_.values[id], values[id]);
        if (visitor)
            visitor(id, values[id]);
    }
    std::vector<FloatView> views;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
        const graph::Node& node = graph_.nodes[n];
        views.clear();
        for (const graph::ValueId id : node.inputs)
            views.push_back({graph_.values[id].shape, values[id].data()});
        const Shape& shape = graph_.values[node.output].shape;
        values[node.output].resize(static_cast<std::size_t>(shape.elements()));
        compute_op(node.op, prepared_[n], views, shape, values[node.output].data());
        snap(graph_.values[node.output], values[node.output]);
        if (visitor)
            visitor(node.output, values[node.output]);
        for (const graph::ValueId id : last_used_[n])
            FloatValues().swap(values[id]);
    }
    std::vector<FloatValues> outputs; // copied: two outputs may be one value
    for (const graph::Interface& output : graph_.outputs)
        outputs.push_back(values[output.value]);
    return outputs;
}

std::vector<FloatValues> execute(const graph::Graph& graph,
                                 const std::vector<FloatValues>& inputs) {
    std::vector<FloatValues> values(graph.values.size());
    Reference(graph).run(inputs,
                         [&](graph::ValueId id, const FloatValues& value) { values[id] = value; });
    return values;
}

std::vector<FloatValues> execute(const graph::Graph& graph, const std::vector<FloatValues>& inputs,
                                 const ValueVisitor& visitor) {
    return Reference(graph).run(inputs, visitor);
}

} // namespace sluice::quantizer
