// SPDX-License-Identifier: Apache-2.0
// Concat along the channels.
#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_concat(Step& step) {
    const View& first = step.view(0);
    step.require(step.has_attribute("axis") || step.opset() < 4, "has no axis",
                 "export the model again");
    const std::size_t axis = step.axis(step.integer("axis", 1), first.dims.size());
    Shape out = step.shape(first.value);
    out.channels = 0;
    std::vector<graph::ValueId> values;
    std::vector<AxisGroup> others = first.axes;
    others[axis].clear();
    for (std::size_t i = 0; i < step.inputs(); ++i) {
        const View& view = step.view(i);
        const Shape shape = step.shape(view.value);
        step.require(
            view.dims.size() == first.dims.size(),
            fmt::format("joins tensors of {} and {}", dims_text(first.dims), dims_text(view.dims)),
            "export the model again");
        std::vector<AxisGroup> rest = view.axes;
        rest[axis].clear();
        step.require(
            view.axes[axis] == without_units({Axis::channel}, shape) && rest == others,
            fmt::format("joins along dimension {}, which is not the channels alone ({} of {})",
                        axis, dims_text(view.dims), axes_text(view.axes)),
            "join tensors along their channels only");
        step.require(
            shape.height == out.height && shape.width == out.width,
            fmt::format("joins tensors of {} and {}", dims_text(first.dims), dims_text(view.dims)),
            "join tensors of equal height and width");
        step.require(out.channels <= kMaxElements - shape.channels, "has too many channels",
                     "use a smaller model");
        out.channels += shape.channels;
        values.push_back(view.value);
    }
    if (values.size() == 1)
        return step.set_output(first);
    View view;
    view.axes = others;
    view.axes[axis] = without_units({Axis::channel}, out);
    view.dims = dims_of(view.axes, out);
    view.value = step.emit(graph::Concat{}, values, out);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
