// SPDX-License-Identifier: Apache-2.0
// Softmax and LogSoftmax along one dimension; before opset 13, along all from one on.
#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_softmax(Step& step) {
    const View input = step.view(0);
    const bool one_axis = step.opset() >= 13;
    const std::size_t axis = step.axis(step.integer("axis", one_axis ? -1 : 1), input.dims.size());
    step.only_within_frame(axis);
    std::int64_t outside = 1;
    std::int64_t inside = 1;
    for (std::size_t i = 0; i < input.dims.size(); ++i)
        (i < axis ? outside : inside) *= input.dims[i];
    // Dimensions of size 1 behind the axis change nothing.
    const bool as_it_is = one_axis || inside == input.dims[axis];
    View view = as_it_is ? along_channels(step, input, axis)
                         : along_channels(step, reshaped(step, input, {outside, inside}), 1);
    const graph::Softmax op{step.node().op == "LogSoftmax"};
    view.value = step.emit(op, {view.value}, step.shape(view.value));
    step.set_output(as_it_is ? std::move(view) : reshaped(step, view, input.dims));
}

} // namespace sluice::frontend
