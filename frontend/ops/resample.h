// SPDX-License-Identifier: Apache-2.0
// One axis of ONNX's Resize as taps and weights.
#pragma once

#include <string>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

struct ResampleRule {
    std::string mode = "nearest"; // nearest, linear, cubic
    std::string coordinates = "half_pixel";
    std::string nearest = "round_prefer_floor"; // or round_prefer_ceil, floor, ceil, simple
    double cubic_a = -0.75;
    bool exclude_outside = false;
    bool antialias = false;
    double roi_start = 0.0; // tf_crop_and_resize, as shares of the axis
    double roi_end = 1.0;
};

// `size` elements to `out`, `scale` times as many. `outside` is set when an output lies outside the
// input (tf_crop_and_resize alone); it has weight 0 there.
graph::Resampling resample(const ResampleRule& rule, int size, int out, double scale,
                           bool& outside);

} // namespace sluice::frontend
