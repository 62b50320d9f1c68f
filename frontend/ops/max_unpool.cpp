// SPDX-License-Identifier: Apache-2.0
// MaxUnpool: values put back where a MaxPool found them.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"
#include "frontend/ops/padding.h"

namespace sluice::frontend {

namespace {

// The image cut off below and to the right, or continued there with 0.
graph::ValueId resized(Step& step, graph::ValueId value, const Shape& out) {
    Shape in = step.shape(value);
    const Shape kept{std::min(in.height, out.height), std::min(in.width, out.width), in.channels};
    if (!(kept == in)) {
        const graph::Rearrange cut{kept,
                                   {{kept.height, std::int64_t{in.width} * in.channels},
                                    {kept.width, in.channels},
                                    {in.channels, 1}}};
        value = step.emit(cut, {value}, kept, kept == out ? "" : "_cut");
    }
    if (kept == out)
        return value;
    graph::Pad pad;
    pad.bottom = out.height - kept.height;
    pad.right = out.width - kept.width;
    return step.emit(pad, {value}, out);
}

} // namespace

void import_max_unpool(Step& step) {
    View view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const View given = step.any_view(1);
    step.require(given.dims == view.dims,
                 fmt::format("has indices of {} for values of {}", dims_text(given.dims),
                             dims_text(view.dims)),
                 "export the model again");
    // Indices count through the tensor, so that its columns must be the value's.
    step.require(axes.spatial.size() == 1 || axes.spatial[0] == Axis::height,
                 "works on an image whose rows and columns are swapped",
                 "export the model without transposes between layers");
    const auto indices = placed(step, given, view, step.shape(view.value));
    SLUICE_CHECK(indices.has_value(), "equal tensors lie alike");
    const std::size_t count = axes.spatial.size();
    const auto kernel = step.integers("kernel_shape", {});
    const auto strides = step.integers("strides", std::vector<std::int64_t>(count, 1));
    const auto pads = step.integers("pads", std::vector<std::int64_t>(2 * count, 0));
    step.require(kernel.size() == count && strides.size() == count && pads.size() == 2 * count,
                 "has a wrong number of kernel_shape, strides or pads", "export the model again");
    const Shape in = step.shape(view.value);
    Shape inner = in;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t size = (axis_size(in, axes.spatial[i]) - 1) * strides[i] + kernel[i] -
                                  pads[i] - pads[count + i];
        step.require(size >= 1 && size <= kMaxElements, "makes an empty or too large image",
                     "export the model again");
        (axes.spatial[i] == Axis::height ? inner.height : inner.width) = static_cast<int>(size);
    }
    step.require(inner.elements() <= kMaxElements, "makes too large a tensor",
                 "use a smaller model");
    Shape out = inner;
    Shape frame = inner; // in which the indices count
    if (step.has_input(2)) {
        const Tensor& shape = step.constant(2, "output_shape");
        step.require(shape.integer && shape.elements() == static_cast<std::int64_t>(count + 2),
                     "has an output_shape of another rank", "export the model again");
        for (std::size_t i = 0; i < count; ++i)
            (axes.spatial[i] == Axis::height ? out.height : out.width) =
                static_cast<int>(shape.integers[2 + i]);
        // Of a MaxPool's own indices it is known what they count through.
        const graph::Node* pool = step.producer(*indices);
        const bool pooled = pool != nullptr &&
                            std::holds_alternative<graph::MaxPoolIndex>(pool->op) &&
                            step.shape(pool->inputs[0]) == out;
        step.require(out.height >= 1 && out.width >= 1 && out.elements() <= kMaxElements &&
                         (pooled || (out.height >= inner.height && out.width >= inner.width)),
                     "has an output_shape smaller than its windows", "export the model again");
        frame = pooled ? out : inner;
    }
    graph::MaxUnpool unpool{inner, frame, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const bool rows = axes.spatial[i] == Axis::height;
        (rows ? unpool.window.kernel_h : unpool.window.kernel_w) = static_cast<int>(kernel[i]);
        (rows ? unpool.window.stride_h : unpool.window.stride_w) = static_cast<int>(strides[i]);
    }
    const bool whole = out == inner;
    const graph::ValueId value =
        step.emit(unpool, {view.value, *indices}, inner, whole ? "" : "_windows");
    step.set_output(image_view(whole ? value : resized(step, value, out), out, axes));
}

} // namespace sluice::frontend
