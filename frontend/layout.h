// SPDX-License-Identifier: Apache-2.0
// How an ONNX tensor lies over a value of the float graph, which is always HWC. Transposes and
// reshapes only change this view; nothing moves until a layer asks for another order (arrange.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/shape.h"
#include "frontend/graph/graph.h"

namespace sluice::frontend {

enum class Axis { height, width, channel };

// The stretch of an axis whose index is (index of the axis / stride) % size.
struct Part {
    Axis axis = Axis::channel;
    std::int64_t size = 1;
    std::int64_t stride = 1;
    friend bool operator==(const Part&, const Part&) = default;
};

// What one ONNX dimension runs over, the outermost first. Parts of size 1 are never listed, so the
// group of a dimension of size 1 (the batch, for one) is empty; neighbours that make up one stretch
// are listed as one.
using AxisGroup = std::vector<Part>;

// A Pad node that waits for the window of the layer behind it.
struct Padding {
    int top = 0;
    int left = 0;
    int bottom = 0;
    int right = 0;
    double value = 0.0;
    std::string node; // the Pad node's label
    // The dimensions of the view that the rows and the columns are; -1: none is.
    int height_dim = -1;
    int width_dim = -1;
};

struct View {
    graph::ValueId value = -1;
    std::vector<std::int64_t> dims; // of the ONNX tensor, batch 1
    std::vector<AxisGroup> axes;    // one group per dimension
    std::optional<Padding> padding; // not in dims
    bool integers = false;          // of an integer type in the model
};

std::int64_t axis_size(const Shape& shape, Axis axis);

// The whole of each axis that is not of size 1, in this order.
AxisGroup without_units(const std::vector<Axis>& axes, const Shape& shape);

// `parts` with neighbours that make up one stretch joined, units left out.
AxisGroup joined(const AxisGroup& parts);

// All parts in the order in which the tensor runs over them.
AxisGroup run_order(const std::vector<AxisGroup>& axes);

std::int64_t group_size(const AxisGroup& group);

// The sizes of the groups.
std::vector<std::int64_t> dims_of(const std::vector<AxisGroup>& axes);

// The parts split anew over `dims` in the same order; nothing when a dimension would cut a part
// into pieces of unequal size.
std::optional<std::vector<AxisGroup>> regroup(const std::vector<AxisGroup>& axes,
                                              const std::vector<std::int64_t>& dims);

// "CxHW": one letter a part, one word a dimension, "1" for an empty group.
std::string axes_text(const std::vector<AxisGroup>& axes);

} // namespace sluice::frontend
