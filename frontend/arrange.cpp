// SPDX-License-Identifier: Apache-2.0
#include "frontend/arrange.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice::frontend {

namespace {

constexpr Axis kAxes[] = {Axis::height, Axis::width, Axis::channel};

int checked_size(const Step& step, const AxisGroup& group) {
    const std::int64_t size = group_size(group);
    step.require(size <= kMaxElements, "makes too large a tensor", "use a smaller model");
    return static_cast<int>(size);
}

// The dimensions of one role as parts of their new axis.
std::vector<AxisGroup> parts_of_roles(const std::vector<std::int64_t>& dims, const Roles& roles) {
    std::vector<AxisGroup> axes(dims.size());
    for (const Axis axis : kAxes) {
        std::int64_t stride = 1;
        for (std::size_t i = dims.size(); i-- > 0;)
            if (roles[i] == axis) {
                axes[i] = joined({{axis, dims[i], stride}});
                stride *= dims[i];
            }
    }
    return axes;
}

Roles split_roles(const View& view, std::size_t dim, Axis outside, Axis itself, Axis inside) {
    Roles roles;
    for (std::size_t i = 0; i < view.dims.size(); ++i)
        roles.emplace_back(i < dim ? outside : i > dim ? inside : itself);
    return roles;
}

// Whether the tensor runs over the elements of its value as they lie.
bool in_order(const View& view, const Shape& shape) {
    return run_order(view.axes) == without_units({Axis::height, Axis::width, Axis::channel}, shape);
}

bool is_whole(const AxisGroup& group, const Shape& shape) {
    return group.size() == 1 && group[0].size == axis_size(shape, group[0].axis);
}

} // namespace

std::int64_t element_stride(const Shape& shape, Axis axis) {
    if (axis == Axis::channel)
        return 1;
    return axis == Axis::width ? shape.channels : std::int64_t{shape.width} * shape.channels;
}

graph::ValueId emit_rearrange(Step& step, graph::ValueId value, graph::Rearrange op,
                              const std::string& suffix) {
    op = graph::normalized(std::move(op));
    const Shape from = step.shape(value);
    const Shape shape = op.shape;
    step.require(shape.elements() <= kMaxElements, "makes too large a tensor",
                 "use a smaller model");
    if (shape == from && graph::only_reshapes(op, from.elements()))
        return value;
    const graph::Node* producer = step.producer(value);
    if (producer != nullptr)
        if (const auto* constant = std::get_if<graph::Constant>(&producer->op)) {
            std::vector<float> moved;
            for (const std::int64_t at : graph::source_elements(op))
                moved.push_back(constant->values.at(static_cast<std::size_t>(at)));
            return step.emit(graph::Constant{shape, std::move(moved)}, {}, shape, "_constant");
        }
    return step.emit(std::move(op), {value}, shape, suffix);
}

graph::ValueId with_shape(Step& step, graph::ValueId value, const Shape& shape,
                          const std::string& suffix) {
    SLUICE_CHECK(step.shape(value).elements() == shape.elements(), "a reshape keeps its elements");
    return emit_rearrange(step, value, {shape, {{shape.elements(), 1}}}, suffix);
}

Shape as_channels(const Shape& shape, Axis axis) {
    if (axis == Axis::height)
        return {1, 1, static_cast<int>(shape.elements())};
    return axis == Axis::width ? Shape{shape.height, 1, shape.width * shape.channels} : shape;
}

graph::ValueId repeated(Step& step, graph::ValueId value, const Shape& shape,
                        const std::string& suffix) {
    const Shape from = step.shape(value);
    graph::Rearrange op{shape, {}};
    for (const Axis axis : kAxes)
        op.digits.push_back(
            {axis_size(shape, axis), axis_size(from, axis) == 1 ? 0 : element_stride(from, axis)});
    return emit_rearrange(step, value, std::move(op), suffix);
}

Roles usual_roles(const std::vector<std::int64_t>& dims) {
    Roles roles(dims.size());
    const std::size_t rank = dims.size();
    const bool batch = rank >= 2 && dims[0] == 1;
    const std::size_t first = batch ? 1 : 0;
    for (std::size_t i = first; i < rank; ++i)
        roles[i] = i == first ? Axis::channel : i + 1 == rank ? Axis::width : Axis::height;
    return roles;
}

std::optional<graph::ValueId> placed(Step& step, const View& follower, const View& leader,
                                     const Shape& shape) {
    std::vector<std::int64_t> fine;       // the follower's dimensions, one for each leader's part
    std::vector<Part> places;             // where in the leader's value each lies
    std::vector<std::int64_t> kept(3, 1); // by axis: how much of it the follower has
    for (std::size_t i = 0; i < leader.dims.size(); ++i) {
        if (follower.dims[i] != leader.dims[i])
            continue;
        for (const Part& part : leader.axes[i]) {
            fine.push_back(part.size);
            places.push_back(part);
            kept[static_cast<std::size_t>(part.axis)] *= part.size;
        }
    }
    for (const Axis axis : kAxes) {
        const std::int64_t size = kept[static_cast<std::size_t>(axis)];
        if (size != 1 && size != axis_size(shape, axis))
            return std::nullopt;
    }
    const View split = reshaped(step, follower, fine);
    AxisGroup groups[3];
    for (const Axis axis : kAxes) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < fine.size(); ++i)
            if (places[i].axis == axis)
                order.push_back(i);
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return places[a].stride > places[b].stride;
        });
        AxisGroup& group = groups[static_cast<std::size_t>(axis)];
        for (const std::size_t i : order)
            group.insert(group.end(), split.axes[i].begin(), split.axes[i].end());
    }
    return rearranged(step, split.value, groups[0], groups[1], groups[2]);
}

graph::ValueId rearranged(Step& step, graph::ValueId value, const AxisGroup& h, const AxisGroup& w,
                          const AxisGroup& c, const std::string& suffix) {
    const Shape from = step.shape(value);
    graph::Rearrange op;
    op.shape = {checked_size(step, h), checked_size(step, w), checked_size(step, c)};
    for (const AxisGroup* group : {&h, &w, &c})
        for (const Part& part : *group)
            op.digits.push_back({part.size, part.stride * element_stride(from, part.axis)});
    return emit_rearrange(step, value, std::move(op), suffix);
}

View arranged(Step& step, const View& view, const Roles& roles, const std::string& suffix) {
    View out = view;
    out.axes = parts_of_roles(view.dims, roles);
    AxisGroup groups[3];
    for (std::size_t i = 0; i < view.dims.size(); ++i) {
        SLUICE_CHECK(roles[i] || view.dims[i] == 1, "every dimension has a place");
        if (!roles[i])
            continue;
        AxisGroup& group = groups[static_cast<std::size_t>(*roles[i])];
        group.insert(group.end(), view.axes[i].begin(), view.axes[i].end());
    }
    out.value = rearranged(step, view.value, groups[0], groups[1], groups[2], suffix);
    return out;
}

AlongAxis along_axis(Step& step, const View& view, std::size_t dim) {
    const Shape shape = step.shape(view.value);
    const AxisGroup& group = view.axes[dim];
    if (is_whole(group, shape))
        return {view, group[0].axis};
    if (group.empty())
        for (const Axis axis : {Axis::channel, Axis::height, Axis::width})
            if (axis_size(shape, axis) == 1)
                return {view, axis};
    // Nothing moves where the tensor may become rows, columns and channels as it runs.
    if (in_order(view, shape)) {
        const bool last = dim + 1 == view.dims.size();
        const Axis itself = last ? Axis::channel : Axis::width;
        return {arranged(step, view,
                         split_roles(view, dim, last ? Axis::width : Axis::height, itself,
                                     Axis::channel)),
                itself};
    }
    return {arranged(step, view, split_roles(view, dim, Axis::height, Axis::channel, Axis::width)),
            Axis::channel};
}

View along_channels(Step& step, const View& view, std::size_t dim) {
    if (view.axes[dim] == without_units({Axis::channel}, step.shape(view.value)))
        return view;
    const bool last = dim + 1 == view.dims.size();
    return arranged(
        step, view,
        split_roles(view, dim, last ? Axis::width : Axis::height, Axis::channel, Axis::width));
}

View reshaped(Step& step, const View& view, const std::vector<std::int64_t>& dims) {
    View out;
    out.value = view.value;
    out.dims = dims;
    out.integers = view.integers;
    auto axes = regroup(view.axes, dims);
    if (!axes) { // as one run of elements it can be cut anywhere
        const View run = arranged(step, view, Roles(view.dims.size(), Axis::channel));
        axes = regroup(run.axes, dims);
        out.value = run.value;
    }
    SLUICE_CHECK(axes.has_value(), "one axis can be split into any dimensions");
    out.axes = *axes;
    return out;
}

Conformed conform(Step& step, const View& left, const View& right) {
    const std::size_t rank = std::max(left.dims.size(), right.dims.size());
    View a = with_rank(left, rank);
    View b = with_rank(right, rank);
    std::vector<std::int64_t> dims;
    if (rank > 0 && a.dims[0] != b.dims[0])
        step.only_within_frame(0);
    for (std::size_t i = 0; i < rank; ++i) {
        step.require(a.dims[i] == b.dims[i] || a.dims[i] == 1 || b.dims[i] == 1,
                     fmt::format("combines tensors of {} and {}", dims_text(left.dims),
                                 dims_text(right.dims)),
                     "use tensors whose dimensions are equal or 1");
        dims.push_back(std::max(a.dims[i], b.dims[i]));
    }
    const auto constant = [&](const View& view) {
        const graph::Node* node = step.producer(view.value);
        return node != nullptr && std::holds_alternative<graph::Constant>(node->op);
    };
    Conformed out;
    // The layout of the operand that has every dimension, or else the usual one.
    for (const bool a_leads : {!constant(a), constant(a)}) {
        const View& leader = a_leads ? a : b;
        if (leader.dims != dims)
            continue;
        if (const auto value = placed(step, a_leads ? b : a, leader, step.shape(leader.value))) {
            out.left = a_leads ? leader.value : *value;
            out.right = a_leads ? *value : leader.value;
            out.shape = step.shape(leader.value);
            out.view = leader;
            return out;
        }
    }
    const auto roles = usual_roles(dims);
    const std::size_t first = rank >= 2 && dims[0] == 1 ? 1 : 0;
    step.require(rank - first <= 3,
                 fmt::format("repeats tensors of {} and {}, which have too many dimensions",
                             dims_text(left.dims), dims_text(right.dims)),
                 "use at most channels, height and width");
    a = arranged(step, a, roles);
    b = arranged(step, b, roles);
    out.left = a.value;
    out.right = b.value;
    const Shape& x = step.shape(a.value);
    const Shape& y = step.shape(b.value);
    out.shape = {std::max(x.height, y.height), std::max(x.width, y.width),
                 std::max(x.channels, y.channels)};
    out.view.dims = dims;
    out.view.axes = parts_of_roles(dims, roles);
    return out;
}

View with_rank(const View& view, std::size_t rank) {
    View out = view;
    while (out.dims.size() < rank) {
        out.dims.insert(out.dims.begin(), 1);
        out.axes.insert(out.axes.begin(), AxisGroup{});
    }
    return out;
}

} // namespace sluice::frontend
