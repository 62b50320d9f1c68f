// SPDX-License-Identifier: Apache-2.0
#include "frontend/layout.h"

#include <algorithm>

namespace sluice::frontend {

std::int64_t axis_size(const Shape& shape, Axis axis) {
    if (axis == Axis::height)
        return shape.height;
    return axis == Axis::width ? shape.width : shape.channels;
}

AxisGroup without_units(const std::vector<Axis>& axes, const Shape& shape) {
    AxisGroup out;
    for (const Axis axis : axes)
        if (axis_size(shape, axis) > 1)
            out.push_back({axis, axis_size(shape, axis), 1});
    return out;
}

AxisGroup joined(const AxisGroup& parts) {
    AxisGroup out;
    for (const Part& part : parts) {
        if (part.size == 1)
            continue;
        if (!out.empty() && out.back().axis == part.axis &&
            out.back().stride == part.stride * part.size)
            out.back() = {part.axis, out.back().size * part.size, part.stride};
        else
            out.push_back(part);
    }
    return out;
}

AxisGroup run_order(const std::vector<AxisGroup>& axes) {
    AxisGroup order;
    for (const AxisGroup& group : axes)
        order.insert(order.end(), group.begin(), group.end());
    return joined(order);
}

std::int64_t group_size(const AxisGroup& group) {
    std::int64_t size = 1;
    for (const Part& part : group)
        size *= part.size;
    return size;
}

std::vector<std::int64_t> dims_of(const std::vector<AxisGroup>& axes) {
    std::vector<std::int64_t> dims;
    for (const AxisGroup& group : axes)
        dims.push_back(group_size(group));
    return dims;
}

std::optional<std::vector<AxisGroup>> regroup(const std::vector<AxisGroup>& axes,
                                              const std::vector<std::int64_t>& dims) {
    AxisGroup rest = run_order(axes);
    std::reverse(rest.begin(), rest.end()); // the outermost part is taken from the back
    std::vector<AxisGroup> out;
    for (const std::int64_t dim : dims) {
        AxisGroup group;
        std::int64_t size = 1;
        while (size < dim && !rest.empty()) {
            const Part part = rest.back();
            rest.pop_back();
            if (dim % size != 0)
                return std::nullopt;
            const std::int64_t wanted = dim / size;
            if (part.size <= wanted) {
                group.push_back(part);
                size *= part.size;
                continue;
            }
            if (part.size % wanted != 0)
                return std::nullopt;
            const std::int64_t inner = part.size / wanted;
            group.push_back({part.axis, wanted, part.stride * inner});
            rest.push_back({part.axis, inner, part.stride});
            size = dim;
        }
        if (size != dim)
            return std::nullopt;
        out.push_back(joined(group));
    }
    if (!rest.empty())
        return std::nullopt;
    return out;
}

std::string axes_text(const std::vector<AxisGroup>& axes) {
    std::string text;
    for (const AxisGroup& group : axes) {
        if (!text.empty())
            text += 'x';
        for (const Part& part : group)
            text += part.axis == Axis::height ? 'H' : part.axis == Axis::width ? 'W' : 'C';
        if (group.empty())
            text += '1';
    }
    return text;
}

} // namespace sluice::frontend
