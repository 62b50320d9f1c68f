// SPDX-License-Identifier: Apache-2.0
// AveragePool: the divisor's rule is what the exporters differ in.
#include <algorithm>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// Padding that counts beside what ceil_mode adds, which does not: as pixels of 0 before the
// pooling, whose own padding is then ceil_mode's alone.
void pad_before(Step& step, View& view, WindowPlan& plan) {
    Window& w = plan.window;
    graph::Pad pad;
    pad.top = w.pad_top;
    pad.left = w.pad_left;
    pad.bottom = w.pad_bottom - plan.ceil_h;
    pad.right = w.pad_right - plan.ceil_w;
    Shape shape = step.shape(view.value);
    shape.height += pad.top + pad.bottom;
    shape.width += pad.left + pad.right;
    view.value = step.emit(pad, {view.value}, shape, "_padded");
    w.pad_top = w.pad_left = 0;
    w.pad_bottom = plan.ceil_h;
    w.pad_right = plan.ceil_w;
}

} // namespace

void import_average_pool(Step& step) {
    View view = step.padded_view(0);
    const bool own_counts = step.integer("count_include_pad", 0) != 0;
    const auto own_pads = step.integers("pads", {});
    const bool padded = step.text("auto_pad", "NOTSET") != "NOTSET" ||
                        std::any_of(own_pads.begin(), own_pads.end(), [](auto pad) { return pad; });
    // What a Pad node adds are pixels: they count, and the node's own padding must then too.
    if (view.padding && (view.padding->value != 0.0 || (padded && !own_counts)))
        view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    WindowPlan plan = plan_pool(step, view, axes);
    bool include = (own_counts && plan.own_padding) || plan.pad_node;
    if (include && (plan.ceil_h != 0 || plan.ceil_w != 0)) {
        pad_before(step, view, plan);
        include = false;
    }
    const Shape in = step.shape(view.value);
    const Shape out = window_output_shape(in, plan.window, in.channels);
    const bool whole = !plan.window.has_padding() && plan.window.kernel_h == in.height &&
                       plan.window.kernel_w == in.width;
    graph::Op op = whole ? graph::Op(graph::GlobalAveragePool{})
                         : graph::Op(graph::AveragePool{plan.window, include});
    step.set_output(image_view(step.emit(std::move(op), {view.value}, out), out, axes));
}

} // namespace sluice::frontend
