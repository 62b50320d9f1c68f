// SPDX-License-Identifier: Apache-2.0
#include "frontend/import.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::frontend {

Step::Step(Import& import, const OnnxNode& node, std::string label)
    : import_(import), node_(node), label_(std::move(label)) {
    sources_.push_back(label_);
    for (const std::string& name : node.inputs) {
        const auto found = import.operands.find(name);
        if (name.empty() || found == import.operands.end())
            continue;
        for (const std::string& source : found->second.sources)
            if (std::find(sources_.begin(), sources_.end(), source) == sources_.end())
                sources_.push_back(source);
    }
}

void Step::fail(const std::string& what, const std::string& remedy) const {
    throw Error(import_.model.where,
                fmt::format("node '{}' ({}) {}", printable(label_), printable(node_.op), what),
                remedy);
}

void Step::require(bool condition, const std::string& what, const std::string& remedy) const {
    if (!condition)
        fail(what, remedy);
}

void Step::warn(const std::string& what) {
    import_.warnings.push_back(
        fmt::format("node '{}' ({}) {}", printable(label_), printable(node_.op), what));
}

bool Step::has_input(std::size_t index) const {
    return index < node_.inputs.size() && !node_.inputs[index].empty();
}

const Operand& Step::operand(std::size_t index) const {
    if (!has_input(index))
        fail(fmt::format("lacks its input number {}", index), "export the model again");
    return import_.operands.at(node_.inputs[index]);
}

bool Step::is_constant(std::size_t index) const {
    return std::holds_alternative<TensorPtr>(operand(index).what);
}

const View& Step::padded_view(std::size_t index) const {
    const auto* view = std::get_if<View>(&operand(index).what);
    if (view == nullptr)
        fail(fmt::format("has a constant as its input '{}'", printable(node_.inputs[index])),
             "fold the constant part of the model before the export");
    return *view;
}

const View& Step::view(std::size_t index) const {
    const View& view = padded_view(index);
    if (view.padding)
        fail(fmt::format(
                 "follows the Pad node '{}', which only a convolution or a pooling can take in",
                 printable(view.padding->node)),
             "move the padding into the layer behind it");
    return view;
}

TensorPtr Step::shared_constant(std::size_t index, const char* role) const {
    const auto* tensor = std::get_if<TensorPtr>(&operand(index).what);
    if (tensor == nullptr)
        fail(fmt::format("computes its {} ('{}') from the model's input", role,
                         printable(node_.inputs[index])),
             fmt::format("make the {} a constant", role));
    if (!(*tensor)->problem.empty())
        fail(fmt::format("needs the constant '{}', which {}", printable(node_.inputs[index]),
                         (*tensor)->problem),
             "export the model again");
    return *tensor;
}

const Tensor& Step::constant(std::size_t index, const char* role) const {
    return *shared_constant(index, role);
}

Shape Step::shape(graph::ValueId value) const {
    return import_.graph.values.at(static_cast<std::size_t>(value)).shape;
}

bool Step::has_attribute(const std::string& name) const {
    return node_.attributes.count(name) != 0;
}

const Attribute* Step::attribute(const std::string& name, AttributeKind kind) const {
    const auto found = node_.attributes.find(name);
    if (found == node_.attributes.end())
        return nullptr;
    if (found->second.kind != kind)
        fail(fmt::format("has an attribute '{}' of the wrong type", name),
             "export the model again");
    return &found->second;
}

std::int64_t Step::integer(const std::string& name, std::int64_t fallback) const {
    const Attribute* found = attribute(name, AttributeKind::integer);
    return found == nullptr ? fallback : found->integer;
}

double Step::number(const std::string& name, double fallback) const {
    const Attribute* found = attribute(name, AttributeKind::number);
    return found == nullptr ? fallback : found->number;
}

std::string Step::text(const std::string& name, const std::string& fallback) const {
    const Attribute* found = attribute(name, AttributeKind::text);
    return found == nullptr ? fallback : found->text;
}

std::vector<std::int64_t> Step::integers(const std::string& name,
                                         const std::vector<std::int64_t>& fallback) const {
    const Attribute* found = attribute(name, AttributeKind::integers);
    return found == nullptr ? fallback : found->integers;
}

std::optional<std::vector<std::int64_t>> Step::integers_or_input(const std::string& name,
                                                                 std::size_t index) const {
    if (has_input(index)) {
        const Tensor& tensor = constant(index, name.c_str());
        require(tensor.integer, fmt::format("has '{}' that are not integers", name),
                "export the model again");
        return tensor.integers;
    }
    if (has_attribute(name))
        return integers(name, {});
    return std::nullopt;
}

std::size_t Step::axis(std::int64_t given, std::size_t rank) const {
    const auto size = static_cast<std::int64_t>(rank);
    if (given < -size || given >= size)
        fail(fmt::format("names axis {} of a tensor with {} dimensions", given, rank),
             "export the model again");
    return static_cast<std::size_t>(given < 0 ? given + size : given);
}

void Step::only_first_output() const {
    for (std::size_t i = 1; i < node_.outputs.size(); ++i)
        if (!node_.outputs[i].empty() && import_.used.count(node_.outputs[i]) != 0)
            fail(fmt::format("has a use of its output number {} ('{}'), which is not supported", i,
                             printable(node_.outputs[i])),
                 "use its first output alone");
}

graph::ValueId Step::emit(graph::Op op, const std::vector<graph::ValueId>& inputs,
                          const Shape& shape, const std::string& suffix) {
    const auto id = static_cast<graph::ValueId>(import_.graph.values.size());
    const std::string output = node_.outputs.empty() ? label_ : node_.outputs[0];
    import_.graph.values.push_back({output + suffix, shape});
    import_.graph.nodes.push_back({label_ + suffix, sources_, std::move(op), inputs, id});
    emitted_ = true;
    return id;
}

void Step::store(std::variant<std::monostate, TensorPtr, View> what) {
    require(!node_.outputs.empty() && !node_.outputs[0].empty(), "has no output",
            "export the model again");
    import_.operands[node_.outputs[0]] = {
        std::move(what), emitted_ ? std::vector<std::string>{} : sources_, std::nullopt};
}

void Step::set_output(View view) {
    store(std::move(view));
}

void Step::set_output(Tensor constant) {
    store(std::make_shared<const Tensor>(std::move(constant)));
}

void Step::set_output(TensorPtr constant) {
    store(std::move(constant));
}

const std::optional<graph::Quantization>& Step::quantization(graph::ValueId value) const {
    return import_.graph.values.at(static_cast<std::size_t>(value)).quantization;
}

void Step::quantize(graph::ValueId value, const graph::Quantization& levels) {
    import_.graph.values.at(static_cast<std::size_t>(value)).quantization = levels;
}

bool Step::is_input(graph::ValueId value) const {
    return std::any_of(import_.graph.inputs.begin(), import_.graph.inputs.end(),
                       [&](const graph::Interface& input) { return input.value == value; });
}

std::string Step::input_type(graph::ValueId value) const {
    for (const graph::Interface& input : import_.graph.inputs)
        for (const ValueInfo& info : import_.model.inputs)
            if (input.value == value && info.name == input.name)
                return info.type;
    return "";
}

void Step::set_integer_input(graph::ValueId value, int offset) {
    for (graph::Interface& input : import_.graph.inputs)
        if (input.value == value)
            input.integer_offset = offset;
}

bool Step::reads_from(const std::string& op) const {
    for (const OnnxNode& node : import_.model.nodes)
        if (!node.outputs.empty() && node.outputs[0] == node_.inputs[0])
            return node.op == op;
    return false;
}

const graph::Node* Step::producer(graph::ValueId value) const {
    for (const graph::Node& node : import_.graph.nodes)
        if (node.output == value)
            return &node;
    return nullptr;
}

} // namespace sluice::frontend
