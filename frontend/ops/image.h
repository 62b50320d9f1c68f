// SPDX-License-Identifier: Apache-2.0
// What convolution and pooling share: an image with its channels second, and a window over it.
#pragma once

#include <vector>

#include "base/window.h"
#include "frontend/import.h"

namespace sluice::frontend {

// Which axis of the value each spatial dimension (the third and later) of the tensor is. One
// spatial dimension leaves the other axis at size 1.
struct ImageAxes {
    std::vector<Axis> spatial;
};

// Throws unless `view` is [batch, channels, one or two spatial dimensions]. A view whose dimensions
// are not whole axes of its value is moved to one where they are.
ImageAxes image_axes(Step& step, View& view);

// [batch, channels, spatial...] over a value of `shape`.
View image_view(graph::ValueId value, const Shape& shape, const ImageAxes& axes);

struct WindowPlan {
    Window window;
    bool own_padding = false; // pads or auto_pad of the node itself, beside ceil_mode's
    int ceil_h = 0;           // bottom padding added to express ceil_mode
    int ceil_w = 0;           // right padding likewise
    bool pad_node = false;    // a Pad node was folded in
};

// The node's window (strides, dilations, pads, auto_pad, ceil_mode) for a kernel given per spatial
// dimension; a pending Pad is taken into the padding.
WindowPlan plan_window(const Step& step, const View& view, const ImageAxes& axes,
                       const std::vector<std::int64_t>& kernel);

// `plan_window` for a pooling: kernel from the attribute, no window without a pixel.
WindowPlan plan_pool(const Step& step, const View& view, const ImageAxes& axes);

} // namespace sluice::frontend
