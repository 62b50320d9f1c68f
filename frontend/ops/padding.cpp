// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/padding.h"

#include <algorithm>

#include "frontend/arrange.h"

namespace sluice::frontend {

namespace {

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
    const bool within =
        std::max(pad.top, pad.bottom) <= from.height && std::max(pad.left, pad.right) <= from.width;
    const graph::Node* producer = step.producer(value);
    const bool fixed = producer != nullptr && std::holds_alternative<graph::Constant>(producer->op);
    if (pad.mode == graph::PadMode::constant || to.channels != from.channels || fixed || !within)
        return step.emit(pad, {value}, to, suffix);
    const bool both = to.height != from.height && to.width != from.width;
    value = extend(step, value, Axis::height, pad.mode, pad.top, pad.bottom,
                   both ? suffix + "_rows" : suffix);
    return extend(step, value, Axis::width, pad.mode, pad.left, pad.right, suffix);
}

} // namespace sluice::frontend
