// SPDX-License-Identifier: Apache-2.0
// Concat along any dimension: channels of the values, or rows or columns, which are the channels of
// the values reshaped.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

int& size_along(Shape& shape, Axis axis) {
    return axis == Axis::height ? shape.height : axis == Axis::width ? shape.width : shape.channels;
}

// Operand `index` over a value like the first one's but for the size of the axis.
graph::ValueId operand(Step& step, const View& view, const AlongAxis& first, std::size_t dim) {
    View like = first.view;
    Shape shape = step.shape(like.value);
    size_along(shape, first.axis) = static_cast<int>(view.dims[dim]);
    like.dims[dim] = view.dims[dim];
    like.axes[dim] = without_units({first.axis}, shape);
    step.require(
        view.dims == like.dims,
        fmt::format("joins tensors of {} and {}", dims_text(first.view.dims), dims_text(view.dims)),
        "join tensors that agree in the other dimensions");
    const auto value = placed(step, view, like, shape);
    SLUICE_CHECK(value.has_value(), "equal tensors lie alike");
    return *value;
}

} // namespace

void import_concat(Step& step) {
    const std::size_t count = step.inputs();
    step.require(step.has_attribute("axis") || step.opset() < 4, "has no axis",
                 "export the model again");
    std::vector<View> views;
    for (std::size_t i = 0; i < count; ++i)
        views.push_back(step.any_view(i));
    const std::size_t dim = step.axis(step.integer("axis", 1), views.at(0).dims.size());
    step.require(views[0].dims.size() < 2 || dim > 0, "joins along the batch",
                 "join tensors along channels, height or width");
    for (const View& view : views)
        step.require(view.dims.size() == views[0].dims.size(),
                     fmt::format("joins tensors of {} and {}", dims_text(views[0].dims),
                                 dims_text(view.dims)),
                     "export the model again");
    if (count == 1)
        return step.set_output(views[0]);
    // A dimension of size 1 does not say which axis it is: the first that does leads.
    std::size_t lead = 0;
    for (std::size_t i = count; i-- > 0;)
        if (!step.is_constant(i) && !views[i].axes[dim].empty())
            lead = i;
    const AlongAxis first = along_axis(step, views[lead], dim);
    const bool channels = first.axis == Axis::channel;
    std::vector<graph::ValueId> values;
    Shape out = step.shape(first.view.value);
    std::int64_t total = 0;
    for (const View& view : views) {
        const graph::ValueId value = operand(step, view, first, dim);
        values.push_back(
            channels ? value : with_shape(step, value, as_channels(step.shape(value), first.axis)));
        total += view.dims[dim];
    }
    step.require(total <= kMaxElements && out.elements() <= kMaxElements,
                 "makes too large a tensor", "use a smaller model");
    size_along(out, first.axis) = static_cast<int>(total);
    View view = first.view;
    view.axes[dim] = without_units({first.axis}, out);
    view.dims = dims_of(view.axes);
    const Shape joined = as_channels(out, first.axis);
    view.value = step.emit(graph::Concat{}, values, joined, channels ? "" : "_joined");
    if (!channels)
        view.value = with_shape(step, view.value, out, "");
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
