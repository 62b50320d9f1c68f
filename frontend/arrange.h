// SPDX-License-Identifier: Apache-2.0
// Values moved so that a view lies as a layer needs it. Emits a graph::Rearrange only where the
// order or the shape of the value must change; constants are moved at once.
#pragma once

#include <optional>
#include <vector>

#include "frontend/import.h"

namespace sluice::frontend {

// The value whose rows run over `h`, columns over `w` and channels over `c`, parts of `value`.
graph::ValueId rearranged(Step& step, graph::ValueId value, const AxisGroup& h, const AxisGroup& w,
                          const AxisGroup& c, const std::string& suffix = "_arranged");

// Elements from one index of the axis to the next.
std::int64_t element_stride(const Shape& shape, Axis axis);

// Emits the op on `value`; nothing where nothing changes.
graph::ValueId emit_rearrange(Step& step, graph::ValueId value, graph::Rearrange op,
                              const std::string& suffix);

// The elements of `value` as they lie, under another shape.
graph::ValueId with_shape(Step& step, graph::ValueId value, const Shape& shape,
                          const std::string& suffix = "_reshaped");

// The shape under which what lies along the axis and all inside it are channels.
Shape as_channels(const Shape& shape, Axis axis);

// `value` repeated along the axes where it has size 1.
graph::ValueId repeated(Step& step, graph::ValueId value, const Shape& shape,
                        const std::string& suffix = "_repeated");

// For each dimension the axis that it is to lie along.
using Roles = std::vector<std::optional<Axis>>;

// Those of a tensor of these dimensions as ONNX has it: channels, then height and width.
Roles usual_roles(const std::vector<std::int64_t>& dims);

// The same tensor over a value in which each dimension lies along its role; dimensions of one role
// follow each other, the outermost first. Those without a role have size 1.
View arranged(Step& step, const View& view, const Roles& roles,
              const std::string& suffix = "_arranged");

// The view with dimension `dim` a whole axis of its value, and which one. Dimensions of size 1 get
// an axis that nothing else uses.
struct AlongAxis {
    View view;
    Axis axis = Axis::channel;
};
AlongAxis along_axis(Step& step, const View& view, std::size_t dim);

// The view with dimension `dim` the channels of its value and nothing else.
View along_channels(Step& step, const View& view, std::size_t dim);

// The view's dimensions replaced: the same elements in the same order.
View reshaped(Step& step, const View& view, const std::vector<std::int64_t>& dims);

// `follower` over a value that lies as `leader` does over one of `shape`: axis by axis of the same
// size, or of size 1 where the follower's dimension is 1. Nothing when one axis would be partly
// repeated.
std::optional<graph::ValueId> placed(Step& step, const View& follower, const View& leader,
                                     const Shape& shape);

// Two tensors, dimension by dimension equal or 1, over values that agree likewise axis by axis;
// `shape` and `view` are of what an element-wise layer makes of them (view.value is not set).
struct Conformed {
    graph::ValueId left = -1;
    graph::ValueId right = -1;
    Shape shape;
    View view;
};
Conformed conform(Step& step, const View& left, const View& right);

// `view` with dimensions of size 1 put in front until it has `rank`.
View with_rank(const View& view, std::size_t rank);

} // namespace sluice::frontend
