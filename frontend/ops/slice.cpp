// SPDX-License-Identifier: Apache-2.0
// Slice, Split and Gather with constant indices: parts of a tensor.
#include "frontend/ops/slice.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

using Dims = std::vector<std::int64_t>;

View cut(Step& step, View view, const std::vector<std::pair<Axis, Range>>& ranges,
         const std::string& suffix) {
    const Shape from = step.shape(view.value);
    graph::Rearrange op{from, {}};
    for (const Axis axis : {Axis::height, Axis::width, Axis::channel}) {
        Range taken{0, 0, 1, axis_size(from, axis)};
        for (const auto& [cut_axis, range] : ranges)
            if (cut_axis == axis)
                taken = range;
        const std::int64_t stride = element_stride(from, axis);
        op.digits.push_back({taken.count, taken.step * stride});
        op.offset += taken.first * stride;
        (axis == Axis::height  ? op.shape.height
         : axis == Axis::width ? op.shape.width
                               : op.shape.channels) = static_cast<int>(taken.count);
    }
    for (const auto& [axis, range] : ranges)
        view.axes[range.dim] = without_units({axis}, op.shape);
    view.dims = dims_of(view.axes);
    view.value = emit_rearrange(step, view.value, std::move(op), suffix);
    return view;
}

} // namespace

View emit_slice(Step& step, const View& view, const std::vector<Range>& ranges,
                const std::string& suffix) {
    std::vector<Range> real;
    for (const Range& range : ranges) {
        step.require(range.count >= 1, "makes an empty tensor", "take one element at least");
        if (range.first != 0 || range.step != 1 || range.count != view.dims[range.dim])
            if (view.dims[range.dim] > 1)
                real.push_back(range);
    }
    std::vector<std::pair<Axis, Range>> together;
    for (const Range& range : real) {
        const AxisGroup& group = view.axes[range.dim];
        if (group == without_units({group[0].axis}, step.shape(view.value)))
            together.emplace_back(group[0].axis, range);
    }
    if (real.empty())
        return view;
    if (together.size() == real.size())
        return cut(step, view, together, suffix);
    View out = view;
    for (std::size_t i = 0; i < real.size(); ++i) {
        const AlongAxis along = along_axis(step, out, real[i].dim);
        out = cut(step, along.view, {{along.axis, real[i]}},
                  i + 1 == real.size() ? suffix : fmt::format("_part{}", i));
    }
    return out;
}

void import_slice(Step& step) {
    const View view = step.view(0);
    const auto starts = step.integers_or_input("starts", 1).value_or(Dims{});
    const auto ends = step.integers_or_input("ends", 2).value_or(Dims{});
    Dims all;
    for (std::size_t i = 0; i < starts.size(); ++i)
        all.push_back(static_cast<std::int64_t>(i));
    const Dims axes = step.integers_or_input("axes", 3).value_or(all);
    const Dims steps = step.integers_or_input("steps", 4).value_or(Dims(starts.size(), 1));
    step.require(starts.size() == ends.size() && starts.size() == axes.size() &&
                     starts.size() == steps.size(),
                 "has starts, ends, axes and steps of different lengths", "export the model again");
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t dim = step.axis(axes[i], view.dims.size());
        const std::int64_t size = view.dims[dim];
        step.require(steps[i] != 0, "has a step of 0", "export the model again");
        const std::int64_t by = std::clamp<std::int64_t>(steps[i], -size, size);
        const bool back = by < 0;
        const auto clamp = [&](std::int64_t at) {
            at = at < 0 ? std::max<std::int64_t>(at, -size - 1) + size : at;
            return std::clamp<std::int64_t>(at, back ? -1 : 0, back ? size - 1 : size);
        };
        const std::int64_t first = clamp(starts[i]);
        const std::int64_t span = back ? first - clamp(ends[i]) : clamp(ends[i]) - first;
        const bool everything = first == 0 && by == 1 && span == size &&
                                (step.file_batch() == 1 || ends[i] >= step.file_batch());
        if (dim == 0 && view.dims.size() >= 2 && !everything)
            step.only_within_frame(dim);
        ranges.push_back({dim, first, by, span <= 0 ? 0 : ceil_div(span, back ? -by : by)});
    }
    step.set_output(emit_slice(step, view, ranges));
}

void import_split(Step& step) {
    const View view = step.view(0);
    const std::size_t dim = step.axis(step.integer("axis", 0), view.dims.size());
    const std::size_t outputs = step.node().outputs.size();
    step.require(dim > 0 || view.dims.size() < 2, "splits the batch", "split another dimension");
    const std::int64_t size = view.dims[dim];
    const auto count = static_cast<std::int64_t>(outputs);
    Dims parts = step.integers_or_input("split", 1).value_or(Dims{});
    for (std::int64_t left = size; parts.size() < outputs;) {
        const std::int64_t part = std::min(ceil_div(size, count), left);
        parts.push_back(part);
        left -= part;
    }
    std::int64_t total = 0;
    for (const std::int64_t part : parts)
        total += part;
    step.require(parts.size() == outputs && total == size,
                 fmt::format("splits a dimension of {} into parts of {}", size, dims_text(parts)),
                 "export the model again");
    std::int64_t first = 0;
    for (std::size_t i = 0; i < outputs; ++i) {
        if (step.output_used(i))
            step.set_output(emit_slice(step, view, {{dim, first, 1, parts[i]}},
                                       i == 0 ? "" : fmt::format("_{}", i)),
                            i);
        first += parts[i];
    }
}

void import_gather(Step& step) {
    const View view = step.view(0);
    const std::size_t dim = step.axis(step.integer("axis", 0), view.dims.size());
    const Tensor& indices = step.constant(1, "indices");
    const std::int64_t size = view.dims[dim];
    step.require(dim > 0 || view.dims.size() < 2, "picks frames of the batch",
                 "export the model with batch size 1");
    step.require(indices.integer && indices.dims.size() <= 1 && indices.elements() >= 1,
                 "has indices of several dimensions", "use Slice");
    Dims at = indices.integers;
    for (std::int64_t& index : at) {
        index = index < 0 ? index + size : index;
        step.require(index >= 0 && index < size, "has an index outside its tensor",
                     "export the model again");
    }
    const std::int64_t by = at.size() > 1 ? at[1] - at[0] : 1;
    for (std::size_t i = 1; i < at.size(); ++i)
        step.require(at[i] - at[i - 1] == by && by != 0,
                     "picks elements that are not evenly spaced", "use Slice and Concat");
    View out = emit_slice(step, view, {{dim, at[0], by, static_cast<std::int64_t>(at.size())}});
    if (indices.dims.empty()) {
        out.dims.erase(out.dims.begin() + static_cast<std::ptrdiff_t>(dim));
        out.axes.erase(out.axes.begin() + static_cast<std::ptrdiff_t>(dim));
    }
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
