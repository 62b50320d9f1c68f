// SPDX-License-Identifier: Apache-2.0
// Reshape, Flatten, Squeeze, Unsqueeze: the same elements in the same order, other dimensions.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/constant_fold.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// Whether one of the axes, of a tensor with `rank` dimensions, is the first.
bool reaches_batch(const std::vector<std::int64_t>& axes, std::size_t rank) {
    return std::any_of(axes.begin(), axes.end(), [&](std::int64_t axis) {
        return axis == 0 || axis == -static_cast<std::int64_t>(rank);
    });
}

void set_dims(Step& step, const View& view, const std::vector<std::int64_t>& dims) {
    step.set_output(reshaped(step, view, dims));
}

} // namespace

void import_reshape(Step& step) {
    const View view = step.view(0);
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
    const View view = step.view(0);
    const auto rank = static_cast<std::int64_t>(view.dims.size());
    std::int64_t axis = step.integer("axis", 1);
    axis = axis < 0 ? axis + rank : axis;
    step.require(axis >= 0 && axis <= rank, "has an axis outside its tensor",
                 "export the model again");
    if (axis != 1)
        step.only_within_frame(0);
    std::vector<std::int64_t> dims = {1, 1};
    for (std::int64_t i = 0; i < rank; ++i)
        dims[i < axis ? 0 : 1] *= view.dims[static_cast<std::size_t>(i)];
    set_dims(step, view, dims);
}

void import_squeeze(Step& step) {
    const View view = step.view(0);
    const auto axes = step.integers_or_input("axes", 1);
    if (!axes || reaches_batch(*axes, view.dims.size()))
        step.only_within_frame(0);
    const auto dims = squeezed_dims(view.dims, axes);
    if (!dims)
        step.fail(fmt::format("removes a dimension of {} that is not 1", dims_text(view.dims)),
                  "export the model again");
    set_dims(step, view, *dims);
}

void import_unsqueeze(Step& step) {
    const View view = step.view(0);
    const auto axes = step.integers_or_input("axes", 1);
    const auto dims = unsqueezed_dims(view.dims, axes.value_or(std::vector<std::int64_t>{}));
    if (!axes || !dims)
        step.fail("has no valid axes", "export the model again");
    if (reaches_batch(*axes, dims->size()))
        step.only_within_frame(0);
    set_dims(step, view, *dims);
}

} // namespace sluice::frontend
