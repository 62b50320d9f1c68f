// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/image.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/arrange.h"

namespace sluice::frontend {

namespace {

constexpr std::int64_t kMaxExtent = 65535; // of kernels, strides, dilations and pads

// One spatial dimension of a window.
struct Span {
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    std::int64_t dilation = 1;
    std::int64_t before = 0;
    std::int64_t after = 0;

    std::int64_t extent() const { return (kernel - 1) * dilation + 1; }
};

std::int64_t bounded(const Step& step, const char* name, std::int64_t value, std::int64_t low) {
    if (value < low || value > kMaxExtent)
        step.fail(
            fmt::format("has {}={}, which is not from {} to {}", name, value, low, kMaxExtent),
            "export the model again");
    return value;
}

std::vector<std::int64_t> per_dimension(const Step& step, const char* name, std::size_t count,
                                        std::int64_t fallback) {
    const auto values = step.integers(name, std::vector<std::int64_t>(count, fallback));
    step.require(values.size() == count,
                 fmt::format("has {} values of '{}', but needs {}", values.size(), name, count),
                 "export the model again");
    return values;
}

// Padding of auto_pad SAME: as many outputs as strides fit into the input.
void pad_same(Span& span, std::int64_t size, bool upper) {
    const std::int64_t outputs = ceil_div(size, span.stride);
    const std::int64_t total =
        std::max<std::int64_t>((outputs - 1) * span.stride + span.extent() - size, 0);
    span.before = upper ? total / 2 : total - total / 2;
    span.after = total - span.before;
}

} // namespace

ImageAxes image_axes(Step& step, View& view) {
    const std::size_t rank = view.dims.size();
    step.require(rank >= 3,
                 fmt::format("works on images, but its input is {}", dims_text(view.dims)),
                 "give it a tensor of batch, channels and one or two spatial dimensions");
    step.require(rank <= 4, fmt::format("has {} spatial dimensions", rank - 2),
                 "use a model with one or two spatial dimensions");
    step.require(view.dims[0] == 1,
                 fmt::format("takes a tensor of {}, whose first dimension is not the batch",
                             dims_text(view.dims)),
                 "give it a tensor of batch, channels and one or two spatial dimensions");
    const auto fits = [&] {
        const Shape shape = step.shape(view.value);
        bool whole = view.axes[1] == without_units({Axis::channel}, shape);
        for (std::size_t i = 2; i < rank; ++i) {
            const AxisGroup& group = view.axes[i];
            whole = whole && (group.empty() || group == without_units({group[0].axis}, shape));
            whole = whole && (group.empty() || group[0].axis != Axis::channel);
        }
        return whole;
    };
    if (!fits()) {
        view = step.without_padding(view);
        view = arranged(step, view, usual_roles(view.dims));
    }
    ImageAxes axes;
    std::vector<Axis> free = {Axis::height, Axis::width};
    for (std::size_t i = 2; i < rank; ++i)
        if (!view.axes[i].empty())
            free.erase(std::remove(free.begin(), free.end(), view.axes[i][0].axis), free.end());
    for (std::size_t i = 2; i < rank; ++i) {
        if (!view.axes[i].empty()) {
            axes.spatial.push_back(view.axes[i][0].axis);
            continue;
        }
        // A single dimension of size 1 is the width, two of them are height and width.
        const bool last = i + 1 == rank && rank == 3;
        axes.spatial.push_back(last ? free.back() : free.front());
        free.erase(last ? free.end() - 1 : free.begin());
    }
    return axes;
}

View image_view(graph::ValueId value, const Shape& shape, const ImageAxes& axes) {
    View view;
    view.value = value;
    view.axes = {{}, without_units({Axis::channel}, shape)};
    for (const Axis axis : axes.spatial)
        view.axes.push_back(without_units({axis}, shape));
    view.dims = dims_of(view.axes);
    return view;
}

WindowPlan plan_window(const Step& step, const View& view, const ImageAxes& axes,
                       const std::vector<std::int64_t>& kernel) {
    const std::size_t count = axes.spatial.size();
    step.require(
        kernel.size() == count,
        fmt::format("has a kernel of {} dimensions on an image of {}", kernel.size(), count),
        "export the model again");
    const auto strides = per_dimension(step, "strides", count, 1);
    const auto dilations = per_dimension(step, "dilations", count, 1);
    const auto pads = per_dimension(step, "pads", 2 * count, 0);
    const std::string auto_pad = step.text("auto_pad", "NOTSET");
    const bool same = auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER";
    step.require(same || auto_pad == "NOTSET" || auto_pad == "VALID" || auto_pad.empty(),
                 fmt::format("has auto_pad '{}'", printable(auto_pad)), "use SAME_UPPER or NOTSET");
    const bool explicit_pads = !same && auto_pad != "VALID";
    const bool ceil = step.integer("ceil_mode", 0) != 0 && explicit_pads;

    WindowPlan plan;
    plan.pad_node = view.padding.has_value();
    for (std::size_t i = 0; i < count; ++i) {
        const bool vertical = axes.spatial[i] == Axis::height;
        Span span;
        span.kernel = bounded(step, "kernel_shape", kernel[i], 1);
        span.stride = bounded(step, "strides", strides[i], 1);
        span.dilation = bounded(step, "dilations", dilations[i], 1);
        const std::int64_t pad_before = !view.padding ? 0
                                        : vertical    ? view.padding->top
                                                      : view.padding->left;
        const std::int64_t pad_after = !view.padding ? 0
                                       : vertical    ? view.padding->bottom
                                                     : view.padding->right;
        const std::int64_t size =
            axis_size(step.shape(view.value), axes.spatial[i]) + pad_before + pad_after;
        if (same) {
            pad_same(span, size, auto_pad == "SAME_UPPER");
        } else if (explicit_pads) {
            span.before = bounded(step, "pads", pads[i], 0);
            span.after = bounded(step, "pads", pads[count + i], 0);
        }
        plan.own_padding = plan.own_padding || span.before > 0 || span.after > 0;
        const std::int64_t slack = size + span.before + span.after - span.extent();
        step.require(slack >= 0 || (ceil && slack > -span.stride),
                     fmt::format("has a window of {} over {} padded pixels", span.extent(),
                                 size + span.before + span.after),
                     "give the model a larger input");
        if (ceil && slack % span.stride != 0) {
            // A last window that would start behind the image is left out.
            const std::int64_t extra = slack < 0 ? -slack : span.stride - slack % span.stride;
            const std::int64_t last_start = slack + extra;
            if (last_start < span.before + size) {
                (vertical ? plan.ceil_h : plan.ceil_w) = static_cast<int>(extra);
                span.after += extra;
            }
        }
        span.before = bounded(step, "padding", span.before + pad_before, 0);
        span.after = bounded(step, "padding", span.after + pad_after, 0);
        Window& w = plan.window;
        (vertical ? w.kernel_h : w.kernel_w) = static_cast<int>(span.kernel);
        (vertical ? w.stride_h : w.stride_w) = static_cast<int>(span.stride);
        (vertical ? w.dilation_h : w.dilation_w) = static_cast<int>(span.dilation);
        (vertical ? w.pad_top : w.pad_left) = static_cast<int>(span.before);
        (vertical ? w.pad_bottom : w.pad_right) = static_cast<int>(span.after);
    }
    return plan;
}

WindowPlan plan_pool(const Step& step, const View& view, const ImageAxes& axes) {
    step.require(step.has_attribute("kernel_shape"), "has no kernel_shape",
                 "export the model again");
    const WindowPlan plan = plan_window(step, view, axes, step.integers("kernel_shape", {}));
    const Window& w = plan.window;
    const int high = std::max(w.pad_top, w.pad_bottom);
    const int wide = std::max(w.pad_left, w.pad_right);
    step.require(high < w.extent_h() && wide < w.extent_w(),
                 "has padding as large as its window, so that windows without a pixel arise",
                 "pad less than the kernel's size");
    step.require(std::int64_t{w.kernel_h} * w.kernel_w <= kMaxElements, "has too large a kernel",
                 "use a smaller one");
    return plan;
}

} // namespace sluice::frontend
