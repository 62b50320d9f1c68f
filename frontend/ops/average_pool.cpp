// SPDX-License-Identifier: Apache-2.0
// AveragePool: the divisor's rule is what the exporters differ in.
#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_average_pool(Step& step) {
    const View& view = step.padded_view(0);
    const ImageAxes axes = image_axes(step, view);
    const WindowPlan plan = plan_pool(step, view, axes);
    bool include = step.integer("count_include_pad", 0) != 0 && plan.own_padding;
    if (view.padding) {
        step.require(view.padding->value == 0.0,
                     fmt::format("follows the Pad node '{}' with the value {}, not 0",
                                 printable(view.padding->node), view.padding->value),
                     "pad with 0");
        // What a Pad node adds are pixels: they count, and the node's own padding must then too.
        step.require(include || !plan.own_padding,
                     "has padding that does not count behind a Pad node whose padding does",
                     "pad in one place");
        include = true;
    }
    step.require(!include || !plan.ceil_padding,
                 "has ceil_mode=1 and padding that counts, whose divisors differ between windows",
                 "export it with ceil_mode=0");
    const Shape in = step.shape(view.value);
    const Shape out = window_output_shape(in, plan.window, in.channels);
    const bool whole = !plan.window.has_padding() && plan.window.kernel_h == in.height &&
                       plan.window.kernel_w == in.width;
    graph::Op op = whole ? graph::Op(graph::GlobalAveragePool{})
                         : graph::Op(graph::AveragePool{plan.window, include});
    step.set_output(image_view(step.emit(std::move(op), {view.value}, out), out, axes));
}

} // namespace sluice::frontend
