// SPDX-License-Identifier: Apache-2.0
// Resizing by whole factors in layers that hardware has.
#pragma once

#include "frontend/import.h"

namespace sluice::frontend {

// The larger factors stay a Resize.
constexpr int kMostFactor = 64;
// `roomy` has as many inputs or outputs per axis, whichever are fewer, so that in the middle no end
// is near.
constexpr int kRoom = 9;

// Nearest by whole factors only repeats or leaves out pixels; other resizing by whole factors is a
// depthwise convolution. What neither says is emitted as it is. `roomy`: the same rule for more
// elements.
graph::ValueId emit_resize(Step& step, graph::ValueId image, graph::Resize op,
                           const graph::Resize& roomy, const Shape& out);

} // namespace sluice::frontend
