// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/padding.h"

#include <algorithm>
#include <cmath>

#include "frontend/arrange.h"
#include "frontend/ops/affine.h"

namespace sluice::frontend {

namespace {

// Beyond this a constant is meant to win or to lose every comparison, not to be computed with.
constexpr double kLargestConstant = 1e3;

graph::Conv identity(int channels, double bias) {
    graph::Conv conv;
    conv.groups = conv.out_channels = channels;
    conv.weights.assign(static_cast<std::size_t>(channels), 1.0F);
    conv.bias.assign(static_cast<std::size_t>(channels), static_cast<float>(bias));
    return conv;
}

graph::ValueId pad_constant(Step& step, graph::ValueId value, const graph::Pad& pad,
                            const Shape& to, const std::string& suffix) {
    const Shape from = step.shape(value);
    if (pad.value != 0.0)
        value = step.emit(identity(from.channels, -pad.value), {value}, from, suffix + "_shifted");
    graph::Conv conv = identity(from.channels, pad.value);
    conv.window.pad_top = pad.top;
    conv.window.pad_left = pad.left;
    conv.window.pad_bottom = pad.bottom;
    conv.window.pad_right = pad.right;
    return step.emit(std::move(conv), {value}, to, suffix);
}

// `count` rows or columns of the value from `first` on.
graph::ValueId part(Step& step, graph::ValueId value, Axis along, int count, int first, int by,
                    const std::string& suffix) {
    const Shape from = step.shape(value);
    graph::Rearrange op{from, {}};
    (along == Axis::height ? op.shape.height : op.shape.width) = count;
    for (const Axis axis : {Axis::height, Axis::width, Axis::channel}) {
        const std::int64_t stride = element_stride(from, axis);
        op.digits.push_back({axis_size(op.shape, axis), axis == along ? by * stride : stride});
    }
    op.offset = first * element_stride(from, along);
    return emit_rearrange(step, value, std::move(op), suffix);
}

graph::ValueId extend(Step& step, graph::ValueId value, Axis axis, graph::PadMode mode, int before,
                      int after, const std::string& suffix) {
    if (before == 0 && after == 0)
        return value;
    Shape shape = step.shape(value);
    const int last = static_cast<int>(axis_size(shape, axis)) - 1;
    std::vector<graph::ValueId> parts;
    const auto add = [&](int count, int first, int by, const char* name) {
        if (count > 0)
            parts.push_back(part(step, value, axis, count, first, by, suffix + name));
    };
    using graph::PadMode;
    const int by = mode == PadMode::edge ? 0 : mode == PadMode::reflect ? -1 : 1;
    add(before,
        mode == PadMode::edge      ? 0
        : mode == PadMode::reflect ? before
                                   : last + 1 - before,
        by, "_before");
    parts.push_back(value);
    add(after,
        mode == PadMode::edge      ? last
        : mode == PadMode::reflect ? last - 1
                                   : 0,
        by, "_after");
    (axis == Axis::height ? shape.height : shape.width) += before + after;
    for (graph::ValueId& one : parts)
        one = with_shape(step, one, as_channels(step.shape(one), axis));
    const Shape joined = as_channels(shape, axis);
    return with_shape(step, step.emit(graph::Concat{}, parts, joined, suffix + "_joined"), shape,
                      suffix);
}

} // namespace

graph::ValueId emit_pad(Step& step, graph::ValueId value, const graph::Pad& pad,
                        const std::string& suffix) {
    const Shape from = step.shape(value);
    const Shape to{from.height + pad.top + pad.bottom, from.width + pad.left + pad.right,
                   from.channels + pad.channels_before + pad.channels_after};
    step.require(to.elements() <= kMaxElements, "makes too large a tensor", "use a smaller model");
    if (to == from)
        return value;
    const bool constant = pad.mode == graph::PadMode::constant;
    const bool within =
        std::max(pad.top, pad.bottom) <= from.height && std::max(pad.left, pad.right) <= from.width;
    const graph::Node* producer = step.producer(value);
    const bool fixed = producer != nullptr && std::holds_alternative<graph::Constant>(producer->op);
    if (to.channels != from.channels || fixed ||
        (constant ? !(std::fabs(pad.value) <= kLargestConstant) : !within))
        return step.emit(pad, {value}, to, suffix);
    if (constant)
        return pad_constant(step, value, pad, to, suffix);
    const bool both = to.height != from.height && to.width != from.width;
    value = extend(step, value, Axis::height, pad.mode, pad.top, pad.bottom,
                   both ? suffix + "_rows" : suffix);
    return extend(step, value, Axis::width, pad.mode, pad.left, pad.right, suffix);
}

} // namespace sluice::frontend
