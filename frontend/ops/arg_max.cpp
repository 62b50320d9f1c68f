// SPDX-License-Identifier: Apache-2.0
// ArgMax along the channels, the lowest index among equals.
#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_arg_max(Step& step) {
    View view = step.view(0);
    const Shape shape = step.shape(view.value);
    const std::size_t axis = step.axis(step.integer("axis", 0), view.dims.size());
    step.require(step.integer("select_last_index", 0) == 0, "has select_last_index=1",
                 "export it with select_last_index=0");
    step.require(view.axes[axis] == without_units({Axis::channel}, shape),
                 fmt::format("runs over dimension {} of {}, which is not the channels ({})", axis,
                             dims_text(view.dims), axes_text(view.axes)),
                 "apply it along the channels");
    const auto at = static_cast<std::ptrdiff_t>(axis);
    if (step.integer("keepdims", 1) != 0)
        view.axes[axis].clear();
    else
        view.axes.erase(view.axes.begin() + at);
    const Shape out{shape.height, shape.width, 1};
    view.value = step.emit(graph::ArgMax{}, {view.value}, out);
    view.dims = dims_of(view.axes, out);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
