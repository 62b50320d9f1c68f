// SPDX-License-Identifier: Apache-2.0
#include "frontend/import.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/padding.h"

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

View Step::view(std::size_t index) {
    return without_padding(padded_view(index));
}

View Step::any_view(std::size_t index) {
    if (!is_constant(index))
        return view(index);
    const Tensor& tensor = constant(index, "operand");
    require(tensor.elements() > 0, "has an empty constant", "export the model again");
    graph::Constant op{{1, 1, static_cast<int>(tensor.elements())}, {}};
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        op.values.push_back(static_cast<float>(tensor.at(i)));
    const Shape shape = op.shape;
    View run;
    run.value = emit(std::move(op), {}, shape, "_constant");
    run.dims = {tensor.elements()};
    run.axes = {without_units({Axis::channel}, shape)};
    return reshaped(*this, run, tensor.dims);
}

View Step::without_padding(const View& view) {
    if (!view.padding)
        return view;
    const Padding& padding = *view.padding;
    View out = view;
    out.padding.reset();
    Shape to = shape(view.value);
    to.height += padding.top + padding.bottom;
    to.width += padding.left + padding.right;
    graph::Pad op;
    op.top = padding.top;
    op.left = padding.left;
    op.bottom = padding.bottom;
    op.right = padding.right;
    op.value = padding.value;
    out.value = emit_pad(*this, view.value, op, "_padded");
    for (const auto& [dim, axis] :
         {std::pair(padding.height_dim, Axis::height), std::pair(padding.width_dim, Axis::width)})
        if (dim >= 0)
            out.axes[static_cast<std::size_t>(dim)] = without_units({axis}, to);
    out.dims = dims_of(out.axes);
    return out;
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

void Step::only_within_frame(std::size_t dim) const {
    require(dim != 0 || import_.file_batch == 1,
            fmt::format("works across the frames of a batch of {}", import_.file_batch),
            "export the model with batch size 1");
}

bool Step::output_used(std::size_t index) const {
    return index < node_.outputs.size() && !node_.outputs[index].empty() &&
           import_.used.count(node_.outputs[index]) != 0;
}

void Step::only_first_output() const {
    for (std::size_t i = 1; i < node_.outputs.size(); ++i)
        if (output_used(i))
            fail(fmt::format("has a use of its output number {} ('{}'), which is not supported", i,
                             printable(node_.outputs[i])),
                 "use its first output alone");
}

graph::ValueId Step::emit(graph::Op op, const std::vector<graph::ValueId>& inputs,
                          const Shape& shape, const std::string& suffix) {
    const auto id = static_cast<graph::ValueId>(import_.graph.values.size());
    const std::string output = node_.outputs.empty() ? label_ : node_.outputs[0];
    std::string ending = suffix;
    const auto taken = [&](const std::string& name) {
        return std::any_of(import_.graph.nodes.begin(), import_.graph.nodes.end(),
                           [&](const graph::Node& node) { return node.name == name; });
    };
    for (int i = 2; !suffix.empty() && taken(label_ + ending); ++i)
        ending = fmt::format("{}{}", suffix, i);
    import_.graph.values.push_back({output + ending, shape});
    import_.graph.nodes.push_back({label_ + ending, sources_, std::move(op), inputs, id});
    emitted_ = true;
    return id;
}

void Step::store(std::variant<std::monostate, TensorPtr, View> what, std::size_t index) {
    require(index < node_.outputs.size() && (index > 0 || !node_.outputs[0].empty()),
            "has no output", "export the model again");
    import_.operands[node_.outputs[index]] = {
        std::move(what), emitted_ ? std::vector<std::string>{} : sources_, std::nullopt};
}

void Step::set_output(View view, std::size_t index) {
    store(std::move(view), index);
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
