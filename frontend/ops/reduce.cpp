// SPDX-License-Identifier: Apache-2.0
// ReduceMean, ReduceMax and their kin: pooling over pixels, a convolution or pooling over channels,
// with a function before and behind. What none of these says is a Reduce over whole axes.
#include <optional>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// A layer to come.
struct Stage {
    graph::Op op;
    Shape shape;
};

graph::Activation pointwise(graph::ActivationKind kind, double alpha = 0.0) {
    graph::Activation op;
    op.kind = kind;
    op.alpha = alpha;
    return op;
}

// Each channel alone times a factor.
graph::Conv scaled(int channels, double factor) {
    graph::Conv conv;
    conv.groups = conv.out_channels = channels;
    conv.weights.assign(static_cast<std::size_t>(channels), static_cast<float>(factor));
    conv.bias.assign(static_cast<std::size_t>(channels), 0.0F);
    return conv;
}

Window window_of(int height, int width) {
    Window window;
    window.kernel_h = height;
    window.kernel_w = width;
    return window;
}

class Reduction {
public:
    Reduction(const Shape& in, const graph::Reduce& axes) : shape_(in), axes_(axes) {}

    // Nothing for the kinds that only a Reduce says.
    std::optional<std::vector<Stage>> stages(const std::string& kind) {
        using graph::ActivationKind;
        if (kind == "ReduceProd" || kind == "ReduceLogSumExp")
            return std::nullopt;
        const bool least = kind == "ReduceMin";
        if (kind == "ReduceL1")
            add(pointwise(ActivationKind::abs));
        else if (kind == "ReduceL2" || kind == "ReduceSumSquare")
            add(pointwise(ActivationKind::power, 2.0));
        if (least || kind == "ReduceMax") {
            if (least && removes())
                add(scaled(shape_.channels, -1.0));
            maximum();
            if (least && !stages_.empty())
                add(scaled(shape_.channels, -1.0));
        } else {
            sum(kind == "ReduceMean");
        }
        if (kind == "ReduceL2")
            add(pointwise(ActivationKind::sqrt));
        else if (kind == "ReduceLogSum")
            add(pointwise(ActivationKind::log));
        return std::move(stages_);
    }

private:
    void add(graph::Op op) { stages_.push_back({std::move(op), shape_}); }
    bool over_rows() const { return axes_.over_height && shape_.height > 1; }
    bool over_columns() const { return axes_.over_width && shape_.width > 1; }
    bool over_channels() const { return axes_.over_channels && shape_.channels > 1; }
    bool removes() const { return over_rows() || over_columns() || over_channels(); }

    void sum(bool mean) {
        const Window window =
            window_of(over_rows() ? shape_.height : 1, over_columns() ? shape_.width : 1);
        const bool all = window.positions() == shape_.pixels();
        if (window.positions() > 1) {
            shape_.height /= window.kernel_h;
            shape_.width /= window.kernel_w;
            add(all ? graph::Op(graph::GlobalAveragePool{}) : graph::AveragePool{window});
        }
        const double factor = mean ? 1.0 : window.positions();
        if (over_channels()) {
            graph::Conv conv;
            conv.weights.assign(static_cast<std::size_t>(shape_.channels),
                                static_cast<float>(mean ? 1.0 / shape_.channels : factor));
            conv.bias = {0.0F};
            shape_.channels = 1;
            add(std::move(conv));
        } else if (factor != 1.0) {
            add(scaled(shape_.channels, factor));
        }
    }

    void maximum() {
        const Window window =
            window_of(over_rows() ? shape_.height : 1, over_columns() ? shape_.width : 1);
        if (window.positions() > 1) {
            shape_.height /= window.kernel_h;
            shape_.width /= window.kernel_w;
            add(graph::MaxPool{window});
        }
        if (!over_channels())
            return;
        const Shape kept = shape_; // channels as columns, one pixel a row
        reshape({static_cast<int>(kept.pixels()), kept.channels, 1});
        shape_.width = 1;
        add(graph::MaxPool{window_of(1, kept.channels)});
        reshape({kept.height, kept.width, 1});
    }

    void reshape(const Shape& shape) {
        if (shape == shape_)
            return;
        shape_ = shape;
        add(graph::Rearrange{shape, {{shape.elements(), 1}}});
    }

    Shape shape_;
    graph::Reduce axes_;
    std::vector<Stage> stages_;
};

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

    graph::Reduce op;
    op.kind = step.node().op == "ReduceProd" ? graph::ReduceKind::product
                                             : graph::ReduceKind::log_sum_exp;
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
    result.value = view.value;
    if (auto stages = Reduction(in, op).stages(step.node().op))
        for (std::size_t i = 0; i < stages->size(); ++i)
            result.value = step.emit(std::move((*stages)[i].op), {result.value}, (*stages)[i].shape,
                                     i + 1 == stages->size() ? "" : fmt::format("_{}", i));
    else
        result.value = step.emit(op, {view.value}, out);
    step.set_output(std::move(result));
}

} // namespace sluice::frontend
