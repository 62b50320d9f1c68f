// SPDX-License-Identifier: Apache-2.0
// ReduceMean, ReduceMax and their kin: the mean over all pixels is a global average pool, the
// maximum a max pool, everything else a Reduce over whole axes.
#include <map>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

graph::ReduceKind kind_of(const std::string& op) {
    using graph::ReduceKind;
    static const std::map<std::string, ReduceKind> kKinds = {
        {"ReduceSum", ReduceKind::sum},
        {"ReduceMean", ReduceKind::mean},
        {"ReduceMax", ReduceKind::max},
        {"ReduceMin", ReduceKind::min},
        {"ReduceProd", ReduceKind::product},
        {"ReduceL1", ReduceKind::l1},
        {"ReduceL2", ReduceKind::l2},
        {"ReduceLogSum", ReduceKind::log_sum},
        {"ReduceLogSumExp", ReduceKind::log_sum_exp},
        {"ReduceSumSquare", ReduceKind::sum_square},
    };
    return kKinds.at(op);
}

graph::Op op_of(const graph::Reduce& op, const Shape& in) {
    const bool pixels = (op.over_height || in.height == 1) && (op.over_width || in.width == 1) &&
                        !(op.over_channels && in.channels > 1) && in.pixels() > 1;
    if (pixels && op.kind == graph::ReduceKind::mean)
        return graph::GlobalAveragePool{};
    if (pixels && op.kind == graph::ReduceKind::max) {
        Window window;
        window.kernel_h = in.height;
        window.kernel_w = in.width;
        return graph::MaxPool{window};
    }
    return op;
}

// Whether every axis is reduced as a whole or not at all.
bool whole_axes(const View& view, const std::vector<bool>& reduced, graph::Reduce& op) {
    bool kept[3] = {};
    bool gone[3] = {};
    for (std::size_t i = 0; i < view.dims.size(); ++i)
        for (const Part& part : view.axes[i])
            (reduced[i] ? gone : kept)[static_cast<std::size_t>(part.axis)] = true;
    op.over_height = gone[0];
    op.over_width = gone[1];
    op.over_channels = gone[2];
    return !(kept[0] && gone[0]) && !(kept[1] && gone[1]) && !(kept[2] && gone[2]);
}

} // namespace

void import_reduce(Step& step) {
    View view = step.view(0);
    const std::size_t rank = view.dims.size();
    std::vector<bool> reduced(rank, false);
    const auto axes = step.integers_or_input("axes", 1);
    const bool all = !axes.has_value() || axes->empty();
    if (all && step.integer("noop_with_empty_axes", 0) != 0)
        return step.set_output(view);
    for (std::size_t i = 0; i < rank && all; ++i)
        reduced[i] = true;
    for (const std::int64_t given : axes.value_or(std::vector<std::int64_t>{}))
        reduced[step.axis(given, rank)] = true;
    if (rank >= 2 && reduced[0])
        step.only_within_frame(0);

    graph::Reduce op{kind_of(step.node().op)};
    if (!whole_axes(view, reduced, op)) {
        Roles roles;
        for (std::size_t i = 0; i < rank; ++i)
            roles.emplace_back(reduced[i] ? Axis::channel : Axis::width);
        view = arranged(step, view, roles);
        whole_axes(view, reduced, op);
    }
    const Shape in = step.shape(view.value);
    const Shape out{op.over_height ? 1 : in.height, op.over_width ? 1 : in.width,
                    op.over_channels ? 1 : in.channels};
    View result;
    const bool keep = step.integer("keepdims", 1) != 0;
    for (std::size_t i = 0; i < rank; ++i)
        if (!reduced[i] || keep)
            result.axes.push_back(reduced[i] ? AxisGroup{} : view.axes[i]);
    result.dims = dims_of(result.axes);
    const bool nothing =
        out == in && (op.kind == graph::ReduceKind::mean || op.kind == graph::ReduceKind::max ||
                      op.kind == graph::ReduceKind::min || op.kind == graph::ReduceKind::sum ||
                      op.kind == graph::ReduceKind::product);
    result.value = nothing ? view.value : step.emit(op_of(op, in), {view.value}, out);
    step.set_output(std::move(result));
}

} // namespace sluice::frontend
