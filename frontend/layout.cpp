// SPDX-License-Identifier: Apache-2.0
#include "frontend/layout.h"

namespace sluice::frontend {

std::int64_t axis_size(const Shape& shape, Axis axis) {
    if (axis == Axis::height)
        return shape.height;
    return axis == Axis::width ? shape.width : shape.channels;
}

AxisGroup without_units(const AxisGroup& axes, const Shape& shape) {
    AxisGroup out;
    for (const Axis axis : axes)
        if (axis_size(shape, axis) > 1)
            out.push_back(axis);
    return out;
}

AxisGroup run_order(const std::vector<AxisGroup>& axes) {
    AxisGroup order;
    for (const AxisGroup& group : axes)
        order.insert(order.end(), group.begin(), group.end());
    return order;
}

std::vector<std::int64_t> dims_of(const std::vector<AxisGroup>& axes, const Shape& shape) {
    std::vector<std::int64_t> dims;
    for (const AxisGroup& group : axes) {
        std::int64_t size = 1;
        for (const Axis axis : group)
            size *= axis_size(shape, axis);
        dims.push_back(size);
    }
    return dims;
}

std::optional<std::vector<AxisGroup>> regroup(const std::vector<AxisGroup>& axes,
                                              const Shape& shape,
                                              const std::vector<std::int64_t>& dims) {
    const AxisGroup order = run_order(axes);
    std::vector<AxisGroup> out;
    std::size_t next = 0;
    for (const std::int64_t dim : dims) {
        AxisGroup group;
        std::int64_t size = 1;
        while (size < dim && next < order.size()) {
            size *= axis_size(shape, order[next]);
            group.push_back(order[next++]);
        }
        if (size != dim)
            return std::nullopt;
        out.push_back(group);
    }
    if (next != order.size())
        return std::nullopt;
    return out;
}

std::string axes_text(const std::vector<AxisGroup>& axes) {
    std::string text;
    for (const AxisGroup& group : axes) {
        if (!text.empty())
            text += 'x';
        for (const Axis axis : group)
            text += axis == Axis::height ? 'H' : axis == Axis::width ? 'W' : 'C';
        if (group.empty())
            text += '1';
    }
    return text;
}

} // namespace sluice::frontend
