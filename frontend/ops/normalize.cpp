// SPDX-License-Identifier: Apache-2.0
// LRN across channels, and LpNormalization along one dimension.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_lrn(Step& step) {
    const View input = step.view(0);
    step.require(input.dims.size() >= 2, "needs a batch and a channel dimension",
                 "export the model again");
    View view = along_channels(step, input, 1);
    graph::Lrn op;
    const std::int64_t size = step.integer("size", 0);
    step.require(size >= 1 && size <= 65535, fmt::format("has size={}", size),
                 "export the model again");
    op.size = static_cast<int>(size);
    op.alpha = step.number("alpha", 0.0001);
    op.beta = step.number("beta", 0.75);
    op.bias = step.number("bias", 1.0);
    view.value = step.emit(op, {view.value}, step.shape(view.value));
    step.set_output(std::move(view));
}

void import_lp_normalization(Step& step) {
    const View input = step.view(0);
    const std::size_t axis = step.axis(step.integer("axis", -1), input.dims.size());
    step.only_within_frame(axis);
    View view = along_channels(step, input, axis);
    const std::int64_t p = step.integer("p", 2);
    step.require(p == 1 || p == 2, fmt::format("has p={}", p), "use p=1 or p=2");
    view.value =
        step.emit(graph::LpNorm{static_cast<int>(p)}, {view.value}, step.shape(view.value));
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
