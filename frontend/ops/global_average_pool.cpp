// SPDX-License-Identifier: Apache-2.0
// GlobalAveragePool, and ReduceMean over every pixel.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_global_average_pool(Step& step) {
    const View& view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Shape out{1, 1, step.shape(view.value).channels};
    step.set_output(
        image_view(step.emit(graph::GlobalAveragePool{}, {view.value}, out), out, axes));
}

void import_reduce_mean(Step& step) {
    const View& view = step.view(0);
    const Shape in = step.shape(view.value);
    const std::size_t rank = view.dims.size();
    std::vector<bool> reduced(rank, false);
    const auto axes = step.integers_or_input("axes", 1);
    step.require(axes.has_value() && !axes->empty(), "averages over all dimensions",
                 "average over height and width only");
    for (const std::int64_t given : *axes)
        reduced[step.axis(given, rank)] = true;
    const bool keep = step.integer("keepdims", 1) != 0;

    AxisGroup averaged;
    View out;
    for (std::size_t i = 0; i < rank; ++i) {
        if (reduced[i])
            averaged.insert(averaged.end(), view.axes[i].begin(), view.axes[i].end());
        if (!reduced[i] || keep)
            out.axes.push_back(reduced[i] ? AxisGroup{} : view.axes[i]);
    }
    std::sort(averaged.begin(), averaged.end());
    step.require(averaged == without_units({Axis::height, Axis::width}, in),
                 fmt::format("averages {} over dimensions other than height and width",
                             dims_text(view.dims)),
                 "average over height and width only");
    const Shape shape{1, 1, in.channels};
    out.dims = dims_of(out.axes, shape);
    out.value =
        averaged.empty() ? view.value : step.emit(graph::GlobalAveragePool{}, {view.value}, shape);
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
