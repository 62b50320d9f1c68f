// SPDX-License-Identifier: Apache-2.0
// MaxPool and GlobalMaxPool. ceil_mode becomes padding, which never wins.
#include <cmath>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// What a value cannot fall below, from the layer that makes it.
double lower_bound(const graph::Node* producer) {
    constexpr double kNone = -HUGE_VAL;
    const auto* activation =
        producer == nullptr ? nullptr : std::get_if<graph::Activation>(&producer->op);
    if (activation == nullptr)
        return kNone;
    switch (activation->kind) {
    case graph::ActivationKind::relu:
    case graph::ActivationKind::sigmoid:
    case graph::ActivationKind::hard_sigmoid:
    case graph::ActivationKind::softplus:
        return 0.0;
    case graph::ActivationKind::clip:
        return activation->low;
    default:
        return kNone;
    }
}

void emit_pool(Step& step, const View& view, const ImageAxes& axes, const Window& window) {
    const Shape in = step.shape(view.value);
    const Shape out = window_output_shape(in, window, in.channels);
    step.set_output(image_view(step.emit(graph::MaxPool{window}, {view.value}, out), out, axes));
}

} // namespace

void import_max_pool(Step& step) {
    const bool with_indices = step.output_used(1);
    View view = step.padded_view(0);
    // Padding counts as minus infinity, a Pad node's as its value.
    if (view.padding &&
        (with_indices || view.padding->value > lower_bound(step.producer(view.value))))
        view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Window window = plan_pool(step, view, axes).window;
    emit_pool(step, view, axes, window);
    if (!with_indices)
        return;
    const bool transposed = axes.spatial.size() == 2 && axes.spatial[0] == Axis::width;
    const bool column_major = step.integer("storage_order", 0) != 0;
    const Shape in = step.shape(view.value);
    const Shape out = window_output_shape(in, window, in.channels);
    const graph::MaxPoolIndex index{window, column_major != transposed};
    step.set_output(image_view(step.emit(index, {view.value}, out, "_indices"), out, axes), 1);
}

void import_global_max_pool(Step& step) {
    View view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Shape in = step.shape(view.value);
    Window window;
    window.kernel_h = in.height;
    window.kernel_w = in.width;
    emit_pool(step, view, axes, window);
}

} // namespace sluice::frontend
