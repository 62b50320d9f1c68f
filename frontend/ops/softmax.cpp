// SPDX-License-Identifier: Apache-2.0
// Softmax along the channels.
#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_softmax(Step& step) {
    View view = step.view(0);
    const Shape shape = step.shape(view.value);
    const bool one_axis = step.opset() >= 13;
    const std::size_t axis = step.axis(step.integer("axis", one_axis ? -1 : 1), view.dims.size());
    // Before opset 13, softmax runs over all dimensions from `axis` on together.
    AxisGroup over = view.axes[axis];
    for (std::size_t i = axis + 1; i < view.axes.size() && !one_axis; ++i)
        over.insert(over.end(), view.axes[i].begin(), view.axes[i].end());
    step.require(over == without_units({Axis::channel}, shape),
                 fmt::format("runs over dimension {} of {}, which is not the channels ({})", axis,
                             dims_text(view.dims), axes_text(view.axes)),
                 "apply it along the channels");
    view.value = step.emit(graph::Softmax{}, {view.value}, shape);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
