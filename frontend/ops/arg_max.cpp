// SPDX-License-Identifier: Apache-2.0
// ArgMax and ArgMin: the index of the largest (smallest) along one dimension.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/affine.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_arg_max(Step& step) {
    const View input = step.view(0);
    const std::size_t axis = step.axis(step.integer("axis", 0), input.dims.size());
    step.only_within_frame(axis);
    View view = along_channels(step, input, axis);
    const Shape shape = step.shape(view.value);
    if (step.node().op == "ArgMin") {
        const auto channels = static_cast<std::size_t>(shape.channels);
        view = emit_affine(step, view, std::vector<double>(channels, -1.0),
                           std::vector<double>(channels, 0.0), "_negative");
    }
    const auto at = static_cast<std::ptrdiff_t>(axis);
    if (step.integer("keepdims", 1) != 0)
        view.axes[axis].clear();
    else
        view.axes.erase(view.axes.begin() + at);
    const Shape out{shape.height, shape.width, 1};
    const graph::ArgMax op{step.integer("select_last_index", 0) != 0};
    view.value = step.emit(op, {view.value}, out);
    view.dims = dims_of(view.axes);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
