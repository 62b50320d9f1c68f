// SPDX-License-Identifier: Apache-2.0
// LRN across channels and LpNormalization along one dimension: the values times a function of their
// neighbours' squares, in poolings, convolutions and products.
#include <cmath>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

graph::Activation function(graph::ActivationKind kind, double alpha = 0.0, double beta = 0.0) {
    graph::Activation op;
    op.kind = kind;
    op.alpha = alpha;
    op.beta = beta;
    return op;
}

} // namespace

// x * (bias + alpha * m) ^ -beta, m the mean of the squares of `size` channels, those beyond the
// ends being 0. The channels are columns for it, each pixel a row.
void import_lrn(Step& step) {
    using graph::ActivationKind;
    const View input = step.view(0);
    step.require(input.dims.size() >= 2, "needs a batch and a channel dimension",
                 "export the model again");
    View view = along_channels(step, input, 1);
    const std::int64_t size = step.integer("size", 0);
    step.require(size >= 1 && size <= 65535, fmt::format("has size={}", size),
                 "export the model again");
    const Shape shape = step.shape(view.value);
    const Shape columns{static_cast<int>(shape.pixels()), shape.channels, 1};
    graph::AveragePool pool;
    pool.count_include_pad = true;
    pool.window.kernel_w = static_cast<int>(size);
    pool.window.pad_left = static_cast<int>((size - 1) / 2);
    pool.window.pad_right = static_cast<int>(size / 2);

    graph::ValueId value =
        step.emit(function(ActivationKind::power, 2.0), {view.value}, shape, "_squares");
    value = with_shape(step, value, columns, "_columns");
    value = step.emit(pool, {value}, columns, "_mean");
    value = with_shape(step, value, shape, "_channels");
    value = step.emit(
        function(ActivationKind::affine, step.number("alpha", 0.0001), step.number("bias", 1.0)),
        {value}, shape, "_biased");
    value = step.emit(function(ActivationKind::power, -step.number("beta", 0.75)), {value}, shape,
                      "_factor");
    view.value = step.emit(graph::Binary{graph::BinaryKind::multiply}, {view.value, value}, shape);
    step.set_output(std::move(view));
}

// Each pixel divided by the p-norm of its channels; one of zeros alone stays so.
void import_lp_normalization(Step& step) {
    using graph::ActivationKind;
    constexpr double kLeastNorm = 1e-30;
    const View input = step.view(0);
    const std::size_t axis = step.axis(step.integer("axis", -1), input.dims.size());
    step.only_within_frame(axis);
    View view = along_channels(step, input, axis);
    const std::int64_t p = step.integer("p", 2);
    step.require(p == 1 || p == 2, fmt::format("has p={}", p), "use p=1 or p=2");
    const Shape shape = step.shape(view.value);
    const Shape one{shape.height, shape.width, 1};
    graph::Conv sum;
    sum.weights.assign(static_cast<std::size_t>(shape.channels), 1.0F);
    sum.bias = {0.0F};
    graph::Activation least = function(ActivationKind::clip);
    least.low = kLeastNorm;
    least.high = HUGE_VAL;

    graph::ValueId value =
        step.emit(p == 1 ? function(ActivationKind::abs) : function(ActivationKind::power, 2.0),
                  {view.value}, shape, "_powers");
    value = step.emit(std::move(sum), {value}, one, "_sum");
    value = step.emit(least, {value}, one, "_least");
    value = step.emit(p == 1 ? function(ActivationKind::reciprocal)
                             : function(ActivationKind::power, -0.5),
                      {value}, one, "_factor");
    value = repeated(step, value, shape);
    view.value = step.emit(graph::Binary{graph::BinaryKind::multiply}, {view.value, value}, shape);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
