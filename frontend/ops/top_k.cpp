// SPDX-License-Identifier: Apache-2.0
// TopK along one dimension: values and indices, each a layer of its own.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_top_k(Step& step) {
    const View input = step.view(0);
    const std::size_t axis = step.axis(step.integer("axis", -1), input.dims.size());
    step.only_within_frame(axis);
    const View view = along_channels(step, input, axis);
    std::int64_t count = step.integer("k", 0);
    if (step.has_input(1)) {
        const Tensor& k = step.constant(1, "k");
        step.require(k.integer && k.elements() == 1, "has no single k", "export the model again");
        count = k.integers[0];
    }
    step.require(count >= 1 && count <= view.dims[axis],
                 fmt::format("asks for the {} largest of {}", count, view.dims[axis]),
                 "ask for one at least, and no more than there are");
    graph::TopK op;
    op.count = static_cast<int>(count);
    op.largest = step.integer("largest", 1) != 0;
    Shape shape = step.shape(view.value);
    shape.channels = op.count;
    for (const std::size_t output : {std::size_t{0}, std::size_t{1}}) {
        if (!step.output_used(output))
            continue;
        op.indices = output == 1;
        View out = view;
        out.axes[axis] = without_units({Axis::channel}, shape);
        out.dims = dims_of(out.axes);
        out.value = step.emit(op, {view.value}, shape, output == 0 ? "" : "_indices");
        step.set_output(std::move(out), output);
    }
}

} // namespace sluice::frontend
