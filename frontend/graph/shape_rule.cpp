// SPDX-License-Identifier: Apache-2.0
#include "frontend/graph/shape_rule.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::graph {

namespace {

bool window_fits(const Shape& in, const Window& w) {
    return w.kernel_h >= 1 && w.kernel_w >= 1 && w.stride_h >= 1 && w.stride_w >= 1 &&
           w.dilation_h >= 1 && w.dilation_w >= 1 && w.pad_top >= 0 && w.pad_left >= 0 &&
           w.pad_bottom >= 0 && w.pad_right >= 0 &&
           in.height + w.pad_top + w.pad_bottom >= w.extent_h() &&
           in.width + w.pad_left + w.pad_right >= w.extent_w();
}

// The output shape of an op, after checking what it requires of its inputs and weights.
class ShapeRule {
public:
    ShapeRule(const Graph& graph, const Node& node) : node_(node) {
        for (const ValueId id : node.inputs)
            inputs_.push_back(graph.values[static_cast<std::size_t>(id)].shape);
    }

    Shape operator()(const Conv& op) const {
        const Shape in = single();
        require(window_fits(in, op.window), "has a window that does not fit");
        require(op.groups >= 1 && op.out_channels >= 1 && in.channels % op.groups == 0 &&
                    op.out_channels % op.groups == 0,
                "has groups that do not divide its channels");
        const auto out = static_cast<std::size_t>(op.out_channels);
        const auto per_out = static_cast<std::size_t>(std::int64_t{op.window.kernel_h} *
                                                      op.window.kernel_w * in.channels / op.groups);
        require(op.weights.size() == out * per_out, "has a wrong number of weights");
        require(op.bias.size() == out, "has a wrong number of biases");
        return window_output_shape(in, op.window, op.out_channels);
    }
    Shape operator()(const FullyConnected& op) const {
        const auto out = static_cast<std::size_t>(op.out_channels);
        require(op.out_channels >= 1 &&
                    op.weights.size() == out * static_cast<std::size_t>(single().elements()),
                "has a wrong number of weights");
        require(op.bias.size() == out, "has a wrong number of biases");
        return {1, 1, op.out_channels};
    }
    Shape operator()(const MaxPool& op) const { return pool(op.window); }
    Shape operator()(const AveragePool& op) const { return pool(op.window); }
    Shape operator()(const GlobalAveragePool&) const { return {1, 1, single().channels}; }
    Shape operator()(const MaxPoolIndex& op) const { return pool(op.window); }
    Shape operator()(const Add&) const { return joined(); }
    Shape operator()(const Binary&) const { return joined(); }
    Shape operator()(const Concat&) const {
        require(inputs_.size() >= 2, "needs two inputs or more");
        Shape out = inputs_[0];
        for (std::size_t i = 1; i < inputs_.size(); ++i) {
            require(inputs_[i].height == out.height && inputs_[i].width == out.width,
                    "needs inputs of equal height and width");
            out.channels += inputs_[i].channels;
        }
        return out;
    }
    Shape operator()(const Activation&) const { return single(); }
    Shape operator()(const Softmax&) const { return single(); }
    Shape operator()(const ArgMax&) const { return {single().height, single().width, 1}; }
    Shape operator()(const TopK& op) const {
        require(op.count >= 1 && op.count <= single().channels, "asks for too many channels");
        return {single().height, single().width, op.count};
    }
    Shape operator()(const MaxUnpool& op) const {
        require(inputs_.size() == 2 && inputs_[0] == inputs_[1], "needs two inputs of one shape");
        return op.shape;
    }
    Shape operator()(const Reduce& op) const {
        const Shape in = single();
        return {op.over_height ? 1 : in.height, op.over_width ? 1 : in.width,
                op.over_channels ? 1 : in.channels};
    }
    Shape operator()(const Constant& op) const {
        require(inputs_.empty(), "has an input");
        require(static_cast<std::int64_t>(op.values.size()) == op.shape.elements(),
                "has a wrong number of values");
        return op.shape;
    }
    Shape operator()(const Pad& op) const {
        const Shape in = single();
        require(op.top >= 0 && op.left >= 0 && op.bottom >= 0 && op.right >= 0 &&
                    op.channels_before >= 0 && op.channels_after >= 0,
                "has negative padding");
        return {in.height + op.top + op.bottom, in.width + op.left + op.right,
                in.channels + op.channels_before + op.channels_after};
    }
    Shape operator()(const Resize& op) const {
        const Shape in = single();
        return {resampled(op.rows, in.height), resampled(op.columns, in.width), in.channels};
    }
    Shape operator()(const Rearrange& op) const {
        const std::int64_t given = single().elements();
        std::int64_t elements = 1;
        std::int64_t first = op.offset;
        std::int64_t last = op.offset;
        for (const Rearrange::Digit& digit : op.digits) {
            require(digit.size >= 1 && std::abs(digit.stride) < given,
                    "has digits without a place");
            elements *= digit.size;
            (digit.stride < 0 ? first : last) += (digit.size - 1) * digit.stride;
            require(first >= 0 && last < given, "takes what its input does not have");
        }
        require(first >= 0 && last < given && elements == op.shape.elements(),
                "does not fill its output");
        return op.shape;
    }

private:
    void require(bool condition, const char* what) const {
        SLUICE_CHECK(condition, fmt::format("graph node '{}' {}", printable(node_.name), what));
    }
    Shape single() const {
        require(inputs_.size() == 1, "needs one input");
        return inputs_[0];
    }
    Shape joined() const {
        require(inputs_.size() == 2 && inputs_[0] == inputs_[1], "needs two inputs of one shape");
        return inputs_[0];
    }
    int resampled(const Resampling& axis, int size) const {
        require(axis.taps >= 1 && !axis.from.empty() && axis.from.size() == axis.weights.size() &&
                    axis.from.size() % static_cast<std::size_t>(axis.taps) == 0,
                "has no taps for every output");
        for (const int from : axis.from)
            require(from >= 0 && from < size, "reads outside its input");
        return static_cast<int>(axis.from.size()) / axis.taps;
    }
    Shape pool(const Window& window) const {
        require(window_fits(single(), window), "has a window that does not fit");
        return window_output_shape(single(), window, single().channels);
    }

    const Node& node_;
    std::vector<Shape> inputs_;
};

} // namespace

Shape output_shape(const Graph& graph, const Node& node) {
    return std::visit(ShapeRule(graph, node), node.op);
}

} // namespace sluice::graph
