// SPDX-License-Identifier: Apache-2.0
// Pad: constant padding of an image waits in the view until the window behind it takes it in;
// everything else, and what no window takes, is a layer. Negative padding cuts.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"
#include "frontend/ops/padding.h"
#include "frontend/ops/slice.h"

namespace sluice::frontend {

namespace {

using Dims = std::vector<std::int64_t>;

// Before each dimension, then behind each.
Dims pads_of(const Step& step, std::size_t rank) {
    const Dims given = step.opset() < 2 ? step.integers("paddings", {})
                                        : step.integers_or_input("pads", 1).value_or(Dims{});
    Dims pads = given;
    if (step.has_input(3)) { // opset 18: only the named axes
        const Tensor& axes = step.constant(3, "axes");
        const auto count = static_cast<std::size_t>(axes.elements());
        step.require(given.size() == 2 * count, "has a wrong number of pads",
                     "export the model again");
        pads.assign(2 * rank, 0);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at =
                step.axis(static_cast<std::int64_t>(axes.at(static_cast<std::int64_t>(i))), rank);
            pads[at] = given[i];
            pads[rank + at] = given[count + i];
        }
    }
    step.require(pads.size() == 2 * rank, "has a wrong number of pads", "export the model again");
    step.require(std::all_of(pads.begin(), pads.end(),
                             [](std::int64_t pad) { return pad >= -65535 && pad <= 65535; }),
                 "has pads beyond 65535", "export the model again");
    return pads;
}

double value_of(const Step& step) {
    if (step.opset() < 11)
        return step.number("value", 0.0);
    if (!step.has_input(2))
        return 0.0;
    const Tensor& value = step.constant(2, "value");
    step.require(value.elements() == 1, "has more than one value", "use a single number");
    return value.at(0);
}

// What is cut off by negative padding; the pads are 0 then.
View cropped(Step& step, const View& view, Dims& pads) {
    const std::size_t rank = view.dims.size();
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < rank; ++i) {
        const std::int64_t before = std::max<std::int64_t>(-pads[i], 0);
        const std::int64_t after = std::max<std::int64_t>(-pads[rank + i], 0);
        if (before + after > 0)
            ranges.push_back({i, before, 1, view.dims[i] - before - after});
        pads[i] = std::max<std::int64_t>(pads[i], 0);
        pads[rank + i] = std::max<std::int64_t>(pads[rank + i], 0);
    }
    const bool more = std::any_of(pads.begin(), pads.end(), [](auto pad) { return pad > 0; });
    return emit_slice(step, view, ranges, more ? "_cut" : "");
}

// Constant padding of an image's rows and columns, left to the layer behind.
std::optional<View> waiting(Step& step, const View& view, const Dims& pads, double value) {
    const std::size_t rank = view.dims.size();
    if (rank < 3 || rank > 4)
        return std::nullopt;
    // Unit dimensions are padded as well: which axis they are, the image's layout says.
    const bool channels_last =
        rank == 4 &&
        (view.axes[3] == without_units({Axis::channel}, step.shape(view.value)) ||
         (pads[1] != 0 && pads[3] == 0)) &&
        pads[3] == 0 && pads[7] == 0;
    std::vector<std::size_t> order = {0, 1, 2, 3};
    if (channels_last)
        order = {0, 3, 1, 2};
    order.resize(rank);
    View image;
    image.value = view.value;
    for (const std::size_t i : order) {
        image.dims.push_back(view.dims[i]);
        image.axes.push_back(view.axes[i]);
    }
    if (pads[order[1]] != 0 || pads[rank + order[1]] != 0)
        return std::nullopt;
    const ImageAxes axes = image_axes(step, image);
    View out = image;
    for (std::size_t i = 0; i < rank; ++i) {
        out.dims[order[i]] = image.dims[i];
        out.axes[order[i]] = image.axes[i];
    }
    Padding padding;
    padding.node = step.label();
    padding.value = value;
    for (std::size_t i = 2; i < rank; ++i) {
        const bool vertical = axes.spatial[i - 2] == Axis::height;
        (vertical ? padding.top : padding.left) = static_cast<int>(pads[order[i]]);
        (vertical ? padding.bottom : padding.right) = static_cast<int>(pads[rank + order[i]]);
        (vertical ? padding.height_dim : padding.width_dim) = static_cast<int>(order[i]);
    }
    out.padding = padding;
    return out;
}

graph::PadMode mode_of(const Step& step) {
    const std::string mode = step.text("mode", "constant");
    step.require(mode == "constant" || mode == "reflect" || mode == "edge" || mode == "wrap",
                 fmt::format("has mode '{}'", printable(mode)),
                 "pad with a constant, by reflection, by the edge or by wrapping");
    return mode == "constant"  ? graph::PadMode::constant
           : mode == "reflect" ? graph::PadMode::reflect
           : mode == "edge"    ? graph::PadMode::edge
                               : graph::PadMode::wrap;
}

} // namespace

void import_pad(Step& step) {
    const graph::PadMode mode = mode_of(step);
    View view = step.view(0);
    const std::size_t rank = view.dims.size();
    Dims pads = pads_of(step, rank);
    view = cropped(step, view, pads);
    if (std::all_of(pads.begin(), pads.end(), [](auto pad) { return pad == 0; }))
        return step.set_output(view);
    step.require(rank < 2 || (pads[0] == 0 && pads[rank] == 0), "pads the batch",
                 "pad channels, height and width only");
    const double value = mode == graph::PadMode::constant ? value_of(step) : 0.0;
    if (mode == graph::PadMode::constant)
        if (auto out = waiting(step, view, pads, value))
            return step.set_output(std::move(*out));
    step.require(rank <= 4, "pads a tensor of more than four dimensions", "pad before the reshape");
    view = arranged(step, view, usual_roles(view.dims));
    const Roles roles = usual_roles(view.dims);
    const Shape in = step.shape(view.value);
    graph::Pad op;
    op.mode = mode;
    op.value = value;
    for (std::size_t i = 0; i < rank; ++i) {
        const int before = static_cast<int>(pads[i]);
        const int after = static_cast<int>(pads[rank + i]);
        if (before == 0 && after == 0)
            continue;
        const Axis axis = *roles[i];
        const std::int64_t size = axis_size(in, axis);
        step.require(mode != graph::PadMode::reflect || std::max(before, after) < size,
                     "reflects more pixels than there are", "pad less");
        (axis == Axis::height  ? op.top
         : axis == Axis::width ? op.left
                               : op.channels_before) = before;
        (axis == Axis::height  ? op.bottom
         : axis == Axis::width ? op.right
                               : op.channels_after) = after;
    }
    const Shape shape{in.height + op.top + op.bottom, in.width + op.left + op.right,
                      in.channels + op.channels_before + op.channels_after};
    step.require(shape.elements() <= kMaxElements, "makes too large a tensor",
                 "use a smaller model");
    view.value = emit_pad(step, view.value, op, "");
    for (std::size_t i = 0; i < rank; ++i)
        view.axes[i] = roles[i] ? without_units({*roles[i]}, shape) : AxisGroup{};
    view.dims = dims_of(view.axes);
    step.set_output(std::move(view));
}

} // namespace sluice::frontend
