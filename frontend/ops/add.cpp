// SPDX-License-Identifier: Apache-2.0
// Add and Sum: a residual sum of activations, or a bias when an input is constant.
#include <fmt/format.h>

#include "frontend/ops/affine.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

View add_views(Step& step, const View& a, const View& b, const std::string& suffix) {
    const std::size_t rank = std::max(a.dims.size(), b.dims.size());
    const View left = with_rank(a, rank);
    const View right = with_rank(b, rank);
    step.require(left.dims == right.dims,
                 fmt::format("adds tensors of different shapes, {} and {}", dims_text(a.dims),
                             dims_text(b.dims)),
                 "add tensors of equal shape, or a constant");
    const Shape shape = step.shape(left.value);
    step.require(left.axes == right.axes && shape == step.shape(right.value),
                 fmt::format("adds tensors whose layouts differ ({} and {})", axes_text(left.axes),
                             axes_text(right.axes)),
                 "export the model without transposes between layers");
    View out = left;
    out.value = step.emit(graph::Add{}, {left.value, right.value}, shape, suffix);
    return out;
}

} // namespace

void import_add(Step& step) {
    std::vector<std::size_t> activations;
    std::vector<std::size_t> constants;
    for (std::size_t i = 0; i < step.inputs(); ++i)
        (step.is_constant(i) ? constants : activations).push_back(i);
    View sum = step.view(activations.at(0));
    for (std::size_t i = 1; i < activations.size(); ++i)
        sum = add_views(step, sum, step.view(activations[i]),
                        i + 1 == activations.size() ? "" : fmt::format("_{}", i));
    for (const std::size_t index : constants) {
        const Tensor& tensor = step.constant(index, "bias");
        sum = with_rank(sum, tensor.dims.size());
        const std::vector<double> bias = per_channel(step, sum, tensor);
        const bool alone = activations.size() == 1 && constants.size() == 1;
        sum = emit_affine(step, sum, std::vector<double>(bias.size(), 1.0), bias,
                          alone ? "" : fmt::format("_bias{}", index));
    }
    step.set_output(std::move(sum));
}

} // namespace sluice::frontend
