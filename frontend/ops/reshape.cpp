// SPDX-License-Identifier: Apache-2.0
// Reshape, Flatten, Squeeze, Unsqueeze: the same elements in the same order, other dimensions.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/constant_fold.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

void set_dims(Step& step, const View& view, const std::vector<std::int64_t>& dims) {
    const auto axes = regroup(view.axes, step.shape(view.value), dims);
    if (!axes)
        step.fail(fmt::format("turns a tensor of {} ({}) into {}, which splits a dimension",
                              dims_text(view.dims), axes_text(view.axes), dims_text(dims)),
                  "reshape only to a vector, or by dimensions of size 1");
    View out;
    out.value = view.value;
    out.dims = dims;
    out.axes = *axes;
    step.set_output(std::move(out));
}

} // namespace

void import_reshape(Step& step) {
    const View& view = step.view(0);
    auto target = step.opset() < 5
                      ? step.integers("shape", {})
                      : step.integers_or_input("shape", 1).value_or(std::vector<std::int64_t>{});
    // A model exported for a fixed batch spells it out here.
    if (step.file_batch() > 1 && !target.empty() && target[0] == step.file_batch())
        target[0] = 1;
    const auto dims = reshaped_dims(view.dims, target, step.integer("allowzero", 0) != 0);
    if (!dims)
        step.fail(fmt::format("cannot turn a tensor of {} into {}", dims_text(view.dims),
                              dims_text(target)),
                  step.file_batch() > 1 ? "export the model with batch size 1"
                                        : "export the model again");
    set_dims(step, view, *dims);
}

void import_flatten(Step& step) {
    const View& view = step.view(0);
    const auto rank = static_cast<std::int64_t>(view.dims.size());
    std::int64_t axis = step.integer("axis", 1);
    axis = axis < 0 ? axis + rank : axis;
    step.require(axis >= 0 && axis <= rank, "has an axis outside its tensor",
                 "export the model again");
    std::vector<std::int64_t> dims = {1, 1};
    for (std::int64_t i = 0; i < rank; ++i)
        dims[i < axis ? 0 : 1] *= view.dims[static_cast<std::size_t>(i)];
    set_dims(step, view, dims);
}

void import_squeeze(Step& step) {
    const View& view = step.view(0);
    const auto dims = squeezed_dims(view.dims, step.integers_or_input("axes", 1));
    if (!dims)
        step.fail(fmt::format("removes a dimension of {} that is not 1", dims_text(view.dims)),
                  "export the model again");
    set_dims(step, view, *dims);
}

void import_unsqueeze(Step& step) {
    const View& view = step.view(0);
    const auto axes = step.integers_or_input("axes", 1);
    const auto dims = unsqueezed_dims(view.dims, axes.value_or(std::vector<std::int64_t>{}));
    if (!axes || !dims)
        step.fail("has no valid axes", "export the model again");
    set_dims(step, view, *dims);
}

} // namespace sluice::frontend
