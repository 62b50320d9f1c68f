// SPDX-License-Identifier: Apache-2.0
// How an ONNX tensor lies over a value of the float graph, which is always HWC. Transposes and
// reshapes only change this view; nothing moves until a layer asks for its channels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/shape.h"
#include "frontend/graph/graph.h"

namespace sluice::frontend {

enum class Axis { height, width, channel };

// The axes that one ONNX dimension runs over, the outermost first. Axes of size 1 are never
// listed, so the group of a dimension of size 1 (the batch, for one) is empty.
using AxisGroup = std::vector<Axis>;

// A Pad node that waits for the window of the layer behind it.
struct Padding {
    int top = 0;
    int left = 0;
    int bottom = 0;
    int right = 0;
    double value = 0.0;
    std::string node; // for errors
};

struct View {
    graph::ValueId value = -1;
    std::vector<std::int64_t> dims; // of the ONNX tensor, batch 1
    std::vector<AxisGroup> axes;    // one group per dimension
    std::optional<Padding> padding; // not in dims
};

std::int64_t axis_size(const Shape& shape, Axis axis);

// `axes` without those of size 1.
AxisGroup without_units(const AxisGroup& axes, const Shape& shape);

// All axes in the order in which the tensor runs over them.
AxisGroup run_order(const std::vector<AxisGroup>& axes);

// The dimensions that groups have on a value of `shape`.
std::vector<std::int64_t> dims_of(const std::vector<AxisGroup>& axes, const Shape& shape);

// The axes split anew over `dims` in the same order; nothing when a dimension would cut an axis.
std::optional<std::vector<AxisGroup>> regroup(const std::vector<AxisGroup>& axes,
                                              const Shape& shape,
                                              const std::vector<std::int64_t>& dims);

// "CxHW": one letter an axis, one word a dimension, "1" for an empty group.
std::string axes_text(const std::vector<AxisGroup>& axes);

} // namespace sluice::frontend
