// SPDX-License-Identifier: Apache-2.0
#include "frontend/interfaces.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/input_layout.h"

namespace sluice::frontend {

namespace {

const char* const kExportAgain = "export the model again";

// The batch is the first dimension, unless there is only one.
bool is_batch(std::size_t index, std::size_t rank) {
    return index == 0 && rank >= 2;
}

// Full shape of an input with batch 1.
std::vector<std::int64_t> input_dims(Import& import, const ValueInfo& info,
                                     const ImportOptions& options) {
    const std::string& where = import.model.where;
    const std::string name = printable(info.name);
    const auto given = options.shapes.find(info.name);
    if (!info.has_shape && given == options.shapes.end())
        throw Error(where, fmt::format("input '{}' has no shape", name),
                    fmt::format("give it with --shape {}=1x...", name));
    const std::size_t rank = info.has_shape ? info.dims.size() : given->second.size();
    if (given != options.shapes.end() && given->second.size() != rank)
        throw Error(where,
                    fmt::format("input '{}' is {}, but --shape gives it {} dimensions", name,
                                declared_text(info), given->second.size()),
                    "give every dimension, the batch included");
    std::vector<std::int64_t> dims;
    for (std::size_t i = 0; i < rank; ++i) {
        const Dimension declared = info.has_shape ? info.dims[i] : Dimension{};
        std::int64_t size = declared.size;
        if (given != options.shapes.end() && !(is_batch(i, rank) && given->second[i] == 0)) {
            const std::int64_t wanted = given->second[i];
            if (wanted < 1 || (size > 0 && size != wanted && !(is_batch(i, rank) && wanted == 1)))
                throw Error(where,
                            fmt::format("input '{}' is {}, but --shape gives {}", name,
                                        declared_text(info), dims_text(given->second)),
                            "fix only dimensions that the model leaves open");
            size = wanted;
        }
        if (is_batch(i, rank)) {
            if (size > 1) {
                import.file_batch = size;
                import.warnings.push_back(
                    fmt::format("input '{}' has a batch of {}, which is taken as 1", name, size));
            }
            size = 1;
        }
        if (size < 1)
            throw Error(where,
                        fmt::format("input '{}' has the unknown dimension {}", name,
                                    declared.symbol.empty()
                                        ? fmt::format("number {}", i)
                                        : "'" + printable(declared.symbol) + "'"),
                        fmt::format("fix it with --shape {}={}, numbers in the place of names",
                                    name, declared_text(info)));
        dims.push_back(size);
    }
    if (element_count(dims) < 1)
        throw Error(
            where, fmt::format("input '{}' has the impossible shape {}", name, declared_text(info)),
            kExportAgain);
    return dims;
}

// Whether the input's own order is channels first; either will do when only units differ.
bool channels_come_first(const std::vector<AxisGroup>& axes, const Shape& shape,
                         const std::vector<std::int64_t>& dims, bool& known) {
    const AxisGroup order = run_order(axes);
    const bool first = order == without_units({Axis::channel, Axis::height, Axis::width}, shape);
    const bool last = order == without_units({Axis::height, Axis::width, Axis::channel}, shape);
    known = first || last;
    if (first && last && dims.size() == 4)
        return !(dims[3] == 1 && dims[1] != 1);
    return first;
}

} // namespace

std::string declared_text(const ValueInfo& info) {
    if (!info.has_shape)
        return "of unknown shape";
    std::string text;
    for (const Dimension& dim : info.dims) {
        if (!text.empty())
            text += 'x';
        if (dim.size > 0)
            text += std::to_string(dim.size);
        else
            text += dim.symbol.empty() ? "?" : printable(dim.symbol);
    }
    return text.empty() ? "scalar" : text;
}

std::optional<std::vector<std::int64_t>> declared_dims(const ValueInfo& info) {
    if (!info.has_shape)
        return std::nullopt;
    std::vector<std::int64_t> dims;
    for (std::size_t i = 0; i < info.dims.size(); ++i) {
        if (!is_batch(i, info.dims.size()) && info.dims[i].size < 1)
            return std::nullopt;
        dims.push_back(is_batch(i, info.dims.size()) ? 1 : info.dims[i].size);
    }
    return dims;
}

std::optional<View> default_view(Import& import, const std::string& name,
                                 const std::vector<std::int64_t>& dims) {
    View view;
    view.dims = dims;
    if (dims.size() > 4 || element_count(dims) < 1)
        return std::nullopt;
    std::vector<Axis> roles;
    if (dims.size() == 4)
        roles = {Axis::channel, Axis::height, Axis::width};
    else if (dims.size() == 3)
        roles = {Axis::channel, Axis::width};
    else if (!dims.empty())
        roles = {Axis::channel};
    if (roles.size() < dims.size())
        view.axes.push_back({}); // the batch
    Shape shape;
    const std::size_t first = dims.size() - roles.size();
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const int size = static_cast<int>(dims[first + i]);
        (roles[i] == Axis::height  ? shape.height
         : roles[i] == Axis::width ? shape.width
                                   : shape.channels) = size;
        view.axes.push_back(size > 1 ? AxisGroup{{roles[i], size, 1}} : AxisGroup{});
    }
    view.value = static_cast<graph::ValueId>(import.graph.values.size());
    import.graph.values.push_back({name, shape});
    return view;
}

void add_inputs(Import& import, const ImportOptions& options,
                const std::vector<std::size_t>& order) {
    const std::string& where = import.model.where;
    for (const auto& shape : options.shapes)
        if (std::none_of(import.model.inputs.begin(), import.model.inputs.end(),
                         [&](const ValueInfo& info) { return info.name == shape.first; }))
            throw Error(
                where,
                fmt::format("--shape names '{}', which is not an input", printable(shape.first)),
                "name one of the model's inputs");
    for (const ValueInfo& info : import.model.inputs) {
        if (options.constants.count(info.name) != 0)
            continue;
        Operand operand;
        try {
            const auto dims = input_dims(import, info, options);
            if (dims.size() > 4)
                throw Error(
                    where,
                    fmt::format("input '{}' has {} dimensions", printable(info.name), dims.size()),
                    "use inputs of at most batch, channels, height and width");
            if (info.type == "bfloat16")
                throw Error(where,
                            fmt::format("input '{}' is bfloat16, which no data file holds",
                                        printable(info.name)),
                            "export the model with float inputs");
            View view;
            Shape shape;
            view.dims = dims;
            view.integers = info.type.find("int") != std::string::npos;
            view.axes = input_axes(import, order, info.name, dims, shape);
            bool known = false;
            graph::Interface interface;
            interface.channels_first = channels_come_first(view.axes, shape, dims, known);
            if (!known)
                throw Error(where,
                            fmt::format("input '{}' is laid out as {}", printable(info.name),
                                        axes_text(view.axes)),
                            "put its channels second or last");
            view.value = static_cast<graph::ValueId>(import.graph.values.size());
            import.graph.values.push_back({info.name, shape});
            interface.name = info.name;
            interface.value = view.value;
            interface.dims = dims;
            if (dims.size() >= 2)
                interface.dims.erase(interface.dims.begin());
            import.graph.inputs.push_back(std::move(interface));
            operand.what = std::move(view);
        } catch (const Error& error) {
            operand.error = error;
        }
        import.operands[info.name] = std::move(operand);
    }
}

namespace {

// An output must lie channels first or last, and some layer must make it.
void settle(Import& import, const std::string& name, View& view) {
    const OnnxNode node{"", "output", "", {}, {name}, {}};
    Step step(import, node, printable(name));
    view = step.without_padding(view);
    const auto laid_out = [&](const std::vector<Axis>& axes) {
        return run_order(view.axes) == without_units(axes, step.shape(view.value));
    };
    if (!laid_out({Axis::channel, Axis::height, Axis::width}) &&
        !laid_out({Axis::height, Axis::width, Axis::channel})) {
        const bool usual = view.dims.size() <= 4 && (view.dims.size() < 2 || view.dims[0] == 1);
        view = arranged(step, view,
                        usual ? usual_roles(view.dims) : Roles(view.dims.size(), Axis::channel));
    }
    const bool is_input =
        std::any_of(import.graph.inputs.begin(), import.graph.inputs.end(),
                    [&](const graph::Interface& input) { return input.value == view.value; });
    if (!is_input)
        return;
    const Shape shape = step.shape(view.value);
    const graph::Rearrange same{shape, {{shape.elements(), 1}}};
    view.value = step.emit(same, {view.value}, shape, "_same");
}

} // namespace

void add_output(Import& import, const ValueInfo& output) {
    const std::string& where = import.model.where;
    const std::string name = printable(output.name);
    Operand& operand = import.operands.at(output.name);
    auto* view = std::get_if<View>(&operand.what);
    if (view == nullptr)
        throw Error(where, fmt::format("output '{}' does not depend on the input", name),
                    "remove that output");
    settle(import, output.name, *view);
    const Shape shape = import.graph.values.at(static_cast<std::size_t>(view->value)).shape;
    const AxisGroup order = run_order(view->axes);
    const bool first = order == without_units({Axis::channel, Axis::height, Axis::width}, shape);
    graph::Interface interface;
    interface.name = output.name;
    interface.value = view->value;
    interface.dims = view->dims;
    if (!interface.dims.empty() && interface.dims[0] == 1)
        interface.dims.erase(interface.dims.begin());
    interface.channels_first = first;
    import.graph.outputs.push_back(std::move(interface));
    // What no layer took in stands behind the last one.
    for (graph::Node& node : import.graph.nodes)
        if (node.output == view->value)
            for (const std::string& source : operand.sources)
                if (std::find(node.sources.begin(), node.sources.end(), source) ==
                    node.sources.end())
                    node.sources.push_back(source);
}

} // namespace sluice::frontend
